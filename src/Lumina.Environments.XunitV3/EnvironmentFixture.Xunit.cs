using System.Collections.Concurrent;
using Lumina.Environments.Fixtures;
using Xunit;

namespace Lumina.Environments.XunitV3;

public abstract partial class EnvironmentFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);
    private ITestContext _context = TestContext.Current;

    /// <summary>Makes the fixture. Nothing is asked for before <see cref="InitializeAsync"/>.</summary>
    protected EnvironmentFixture() => _run = new FixtureRun(Settings);

    private static string? CurrentTest => TestContext.Current.Test?.TestDisplayName;

    /// <summary>Makes the environment; the runner calls it. Calling it again waits for the same one. It does not throw: a failure is kept for who asks for <see cref="Environment"/>.</summary>
    public async ValueTask InitializeAsync()
    {
        _context = TestContext.Current;

        // Where a test asks, its token ends with it, and others wait for the same environment.
        CancellationToken runCancelled = _context.Test is null ? _context.CancellationToken : CancellationToken.None;
        await _run.StartAsync(runCancelled).ConfigureAwait(false);
    }

    /// <summary>Takes the environment down; the runner calls it.</summary>
    /// <exception cref="EnvironmentUnavailableException">It could not be made, and no test has asked for it.</exception>
    /// <exception cref="EnvironmentException">Something is left, and is named.</exception>
    public async ValueTask DisposeAsync()
    {
        _context = TestContext.Current;
        await _run.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    // Diagnostic messages are not shown by default; the output of a test that fails is.
    partial void TellWhatIsKept()
    {
        if (_run.KeptNote is { } note && TestContext.Current is { Test: { } test, TestOutputHelper: { } output } && _told.TryAdd(test.UniqueID, value: true))
        {
            output.WriteLine(note);
        }
    }

    /// <summary>Writes a line of progress. Default: to the output of the test that asked for the environment, or, where the runner did, as a diagnostic message (<c>"diagnosticMessages": true</c> in <c>xunit.runner.json</c> shows them).</summary>
    protected virtual void WriteProgress(string line)
    {
        try
        {
            if (_context.TestOutputHelper is { } output)
            {
                output.WriteLine(line);
                return;
            }
        }
        catch (InvalidOperationException)
        {
            // That test has ended.
        }

        _context.SendDiagnosticMessage(line);
    }
}
