using Xunit;

namespace Lumina.Environments.XunitV3;

/// <summary>A class of tests, each of which finds every database in its seeded state. Where one fails, the components' states and last log lines are written to its output.</summary>
/// <remarks>Tests of several such classes that share one fixture run one at a time. Tests that use a shared environment in another way do not wait for them, and must not rely on what a reset takes away.</remarks>
/// <typeparam name="TFixture">The fixture, which the class, its collection or its assembly has.</typeparam>
public abstract class EnvironmentTest<TFixture> : IAsyncLifetime
    where TFixture : EnvironmentFixture
{
    private IDisposable? _entry;

    /// <summary>Makes the class for one test.</summary>
    /// <param name="fixture">The fixture, as the runner hands it in.</param>
    protected EnvironmentTest(TFixture fixture) => Fixture = fixture;

    /// <summary>The fixture.</summary>
    protected TFixture Fixture { get; }

    /// <summary>The environment.</summary>
    /// <exception cref="EnvironmentUnavailableException">It could not be made.</exception>
    protected TestEnvironment Environment => Fixture.Environment;

    /// <summary>Whether the databases are reset before each test, one test at a time. Default: yes. Tests that each rent a database of their own need none and run side by side.</summary>
    protected virtual bool ResetsEnvironment => true;

    /// <summary>Resets the databases; the runner calls it before each test. What overrides it calls it first. Where it or an override throws, the next test is let in.</summary>
    /// <exception cref="EnvironmentUnavailableException">The environment could not be made.</exception>
    public virtual async ValueTask InitializeAsync()
    {
        if (ResetsEnvironment)
        {
            _entry = await Fixture.EnterAsync(TestContext.Current.CancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Describes the components where the test has failed; the runner calls it after each test, and lets the next one in then. What overrides it calls it last.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (TestContext.Current is { TestState.Result: TestResult.Failed, TestOutputHelper: { } output })
        {
            output.WriteLine(await DescribeAsync().ConfigureAwait(false));
        }
    }

    // The runner does not dispose what could not be initialized.
    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        try
        {
            await InitializeAsync().ConfigureAwait(false);
        }
        catch
        {
            _entry?.Dispose();
            throw;
        }
    }

    // An override may throw, or not call what it overrides.
    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        try
        {
            await DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _entry?.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    private async Task<string> DescribeAsync()
    {
        try
        {
            return await Fixture.DescribeAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The test's own error is the one to be seen.
            return exception.Message;
        }
    }
}
