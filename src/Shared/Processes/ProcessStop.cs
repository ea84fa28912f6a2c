namespace Lumina.Environments.Processes;

/// <summary>How a process is stopped: politely, with a wait; then by force, with a wait; then its name is told.</summary>
internal sealed record ProcessStop
{
    public ProcessSignal Signal { get; init; } = ProcessSignal.Terminate;

    /// <summary>How long it may take to end by itself. Zero kills at once.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the kernel may take to end what was killed.</summary>
    public TimeSpan KillBound { get; init; } = TimeSpan.FromSeconds(5);
}
