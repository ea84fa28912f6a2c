using Xunit;
using Xunit.Abstractions;

namespace Lumina.Environments.Xunit;

/// <summary>A class of tests, each of which finds every database in its seeded state.</summary>
/// <remarks>Tests of several such classes that share one fixture run one at a time. Tests that use a shared environment in another way do not wait for them, and must not rely on what a reset takes away.</remarks>
/// <typeparam name="TFixture">The fixture, which the class or its collection has.</typeparam>
public abstract class EnvironmentTest<TFixture> : IAsyncLifetime
    where TFixture : EnvironmentFixture
{
    private readonly ITestOutputHelper? _output;
    private IDisposable? _entry;

    /// <summary>Makes the class for one test.</summary>
    /// <param name="fixture">The fixture, as the runner hands it in.</param>
    /// <param name="output">The test's output, as the runner hands it in: where the environment is kept, it says how to reach it. Null: it is said in diagnostic messages alone.</param>
    protected EnvironmentTest(TFixture fixture, ITestOutputHelper? output = null) => (Fixture, _output) = (fixture, output);

    /// <summary>The fixture.</summary>
    protected TFixture Fixture { get; }

    /// <summary>The environment.</summary>
    /// <exception cref="EnvironmentUnavailableException">It could not be made.</exception>
    protected TestEnvironment Environment => Fixture.Environment;

    /// <summary>Resets the databases; the runner calls it before each test. What overrides it calls it first. Where it or an override throws, the next test is let in.</summary>
    /// <exception cref="EnvironmentUnavailableException">The environment could not be made.</exception>
    public virtual async Task InitializeAsync()
    {
        // This version of xunit does not tell the test's name.
        _entry = await Fixture.EnterAsync($"a test of {GetType().Name}", CancellationToken.None).ConfigureAwait(false);
        if (Fixture.KeptNote is { } note)
        {
            _output?.WriteLine(note);
        }
    }

    /// <summary>Does nothing; the runner calls it after each test, and lets the next one in then. What overrides it calls it last.</summary>
    public virtual Task DisposeAsync() => Task.CompletedTask;

    // The runner does not dispose what could not be initialized.
    async Task IAsyncLifetime.InitializeAsync()
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
    async Task IAsyncLifetime.DisposeAsync()
    {
        try
        {
            await DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _entry?.Dispose();
        }
    }
}
