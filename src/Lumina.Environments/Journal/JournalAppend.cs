namespace Lumina.Environments;

/// <summary>Events that somebody waits to see in the journal.</summary>
internal sealed class JournalAppend(string actor, Func<EnvironmentSnapshot?, IReadOnlyList<EnvironmentEvent>> events)
{
    public JournalAppend(string actor, params EnvironmentEvent[] events)
        : this(actor, _ => events)
    {
    }

    public string Actor => actor;

    /// <summary>From the environment as it is at the append to the events.</summary>
    public Func<EnvironmentSnapshot?, IReadOnlyList<EnvironmentEvent>> Events => events;

    /// <summary>The secrets that the events introduce.</summary>
    public IReadOnlyList<KeyValuePair<string, Secret>> Secrets { get; init; } = [];

    public TaskCompletionSource<EnvironmentSnapshot> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
