using Lumina.Environments.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace Lumina.Environments.Xunit;

public abstract partial class EnvironmentFixture : IAsyncLifetime
{
    private readonly IMessageSink? _diagnostics;

    /// <summary>Makes the fixture. Nothing is asked for before <see cref="InitializeAsync"/>.</summary>
    /// <param name="diagnostics">Takes lines of progress; a derived class gets it from the runner by a parameter of its constructor. Null: they are dropped.</param>
    protected EnvironmentFixture(IMessageSink? diagnostics = null)
    {
        _diagnostics = diagnostics;
        _run = new FixtureRun(Settings);
    }

    // This version of xunit does not tell.
    private static string? CurrentTest => null;

    /// <summary>Makes the environment; the runner calls it. Calling it again waits for the same one. It does not throw: a failure is kept for who asks for <see cref="Environment"/>.</summary>
    public Task InitializeAsync() => _run.StartAsync(CancellationToken.None);

    /// <summary>Takes the environment down; the runner calls it.</summary>
    /// <exception cref="EnvironmentUnavailableException">It could not be made, and no test has asked for it.</exception>
    /// <exception cref="EnvironmentException">Something is left, and is named.</exception>
    public Task DisposeAsync() => _run.DisposeAsync().AsTask();

    /// <summary>Writes a line of progress. Default: as a diagnostic message (<c>"diagnosticMessages": true</c> in <c>xunit.runner.json</c> shows them), where the constructor was given a sink.</summary>
    protected virtual void WriteProgress(string line) => _diagnostics?.OnMessage(new ProgressMessage(line));
}
