namespace Lumina.Environments;

/// <summary>Events that somebody waits to see in the journal.</summary>
internal sealed class JournalAppend
{
    private readonly EnvironmentEvent[] _events = [];
    private readonly Func<EnvironmentSnapshot?, IReadOnlyList<EnvironmentEvent>>? _choose;

    public JournalAppend(string actor, params EnvironmentEvent[] events) => (Actor, _events) = (actor, events);

    /// <param name="actor">Who acts.</param>
    /// <param name="choose">From the environment as it is at the append to the events.</param>
    public JournalAppend(string actor, Func<EnvironmentSnapshot?, IReadOnlyList<EnvironmentEvent>> choose) => (Actor, _choose) = (actor, choose);

    public string Actor { get; }

    /// <summary>The secrets that the events introduce.</summary>
    public IReadOnlyList<KeyValuePair<string, Secret>> Secrets { get; init; } = [];

    public TaskCompletionSource<EnvironmentSnapshot> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The events, for the environment as it is at the append.</summary>
    public IReadOnlyList<EnvironmentEvent> EventsFor(EnvironmentSnapshot? environment) => _choose is null ? _events : _choose(environment);
}
