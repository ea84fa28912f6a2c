namespace Lumina.Environments.Simulation;

/// <summary>What must hold at every moment, seen at the seams; the first breach fails the run.</summary>
internal sealed class Invariants(SeededScheduler scheduler, InMemoryEnvironmentStore truth, SeenTexts texts)
{
    private static readonly EnvironmentEventJson Json = new();

    private readonly Dictionary<EnvironmentId, EnvironmentSnapshot> _folded = [];
    private readonly Dictionary<EnvironmentId, long> _newestToken = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    public int Commits { get; private set; }

    public int ProviderCalls { get; private set; }

    /// <summary>How many environments have ended.</summary>
    public int Ended { get; private set; }

    /// <summary>How many calls came from a process that had lost its lease and did not know it yet: only those may leave orphans, or take away what is another's by now.</summary>
    public int StaleCalls { get; private set; }

    public void Acquired(EnvironmentLease lease) => _newestToken[lease.EnvironmentId] = lease.FencingToken;

    public void Logged(string text) => texts.Add(text);

    /// <summary>Of a commit that the store has taken.</summary>
    public void Committed(EnvironmentCommit commit)
    {
        Commits++;
        EnvironmentId id = commit.Lease.EnvironmentId;
        long newest = _newestToken.GetValueOrDefault(id);
        Hold(commit.Lease.FencingToken == newest, $"a commit under token {commit.Lease.FencingToken}, and {newest} is the newest");
        EnvironmentSnapshot? folded = _folded.GetValueOrDefault(id);
        foreach (EnvironmentEvent @event in commit.Events)
        {
            Hold(@event.Sequence == (folded?.Version ?? 0) + 1, $"event {@event.Sequence} of {id} follows {folded?.Version ?? 0}");
            folded = SnapshotFold.Apply(folded, @event);
            texts.Add(writer => Json.Write(writer, @event));
            scheduler.Note($"{commit.Lease.Holder.Id}: {@event.GetType().Name}{(@event is ComponentEvent component ? $" {component.Component}" : "")}{(@event is StepIntended intended ? $" {intended.Action}" : "")}");
        }

        _folded[id] = folded!;
        Ended += folded!.Status == EnvironmentStatus.Terminated ? 1 : 0;
        if (!AreSame(folded!, commit.Snapshot))
        {
            scheduler.Fail($"the fold of {id} is\n{Describe(folded!)}\nand the snapshot is\n{Describe(commit.Snapshot)}");
        }

        foreach (Secret secret in commit.Secrets.Values)
        {
            _secrets.Add(secret.Reveal());
        }
    }

    /// <summary>Of a call that is about to change a platform.</summary>
    public void Called(SimulatedProcess process, Providers.ComponentContext context, StepAction action)
    {
        ProviderCalls++;
        scheduler.Note($"{process.Current.Id} asks for {action} of {context.Component}");
        bool isSweep = context.EnvironmentName == context.EnvironmentId.Value;
        bool isStale = context.FencingToken != _newestToken.GetValueOrDefault(context.EnvironmentId);
        if (isSweep || isStale)
        {
            StaleCalls += isStale ? 1 : 0;
            return; // a process that was paused cannot know; the thing is an orphan then, and the sweep's
        }

        EnvironmentSnapshot? environment = _folded.GetValueOrDefault(context.EnvironmentId);
        Hold(environment is not null, $"{action} of {context.Component} of an environment without a journal");
        Hold(environment?.Status != EnvironmentStatus.Terminated, $"{action} of {context.Component} of a terminated environment");
        Hold(environment?.Find(context.Component)?.Unfinished == action, $"{action} of {context.Component} without an intent; it is {environment?.Find(context.Component)?.Unfinished?.ToString() ?? "without one"}");
    }

    /// <summary>Of a call that has changed a platform: it may have been at work for long, in a process that was paused.</summary>
    public void HadEffect(Providers.ComponentContext context) => StaleCalls += context.FencingToken != _newestToken.GetValueOrDefault(context.EnvironmentId) ? 1 : 0;

    /// <summary>At the end, when everything was recovered, terminated and swept.</summary>
    public async Task EndAsync(InMemory.InMemoryPlatform platform)
    {
        Hold(platform.IsEmpty, $"left on the platform: {string.Join(", ", platform.Components.Select(component => $"{component.Name} of {component.Marks.EnvironmentId}"))}");
        await foreach (EnvironmentSnapshot environment in truth.QueryAsync(new EnvironmentQuery(), CancellationToken.None).ConfigureAwait(false))
        {
            Hold(!environment.IsActive, $"{environment.Id} is still {environment.Status}");
            IReadOnlyList<EnvironmentEvent> events = await truth.ReadAsync(environment.Id, 1, int.MaxValue, CancellationToken.None).ConfigureAwait(false);
            Hold(events.Select((@event, index) => @event.Sequence == index + 1).All(right => right), $"the journal of {environment.Id} has a gap");
        }

        foreach (string secret in _secrets)
        {
            string? leak = texts.Find(secret);
            Hold(leak is null, $"a secret is in a text: {leak}");
        }
    }

    private static bool AreSame(EnvironmentSnapshot folded, EnvironmentSnapshot written)
    {
        bool same = (folded.Status, folded.Version, folded.ExpiresAt, folded.Error) == (written.Status, written.Version, written.ExpiresAt, written.Error)
            && folded.Components.Length == written.Components.Length;
        for (int i = 0; same && i < folded.Components.Length; i++)
        {
            same = AreSame(folded.Components[i], written.Components[i]);
        }

        return same;
    }

    private static bool AreSame(ComponentSnapshot folded, ComponentSnapshot written) =>
        (folded.Name, folded.State, folded.Unfinished, folded.WasIntended, folded.FailedAttempts, folded.Outputs.Count)
        == (written.Name, written.State, written.Unfinished, written.WasIntended, written.FailedAttempts, written.Outputs.Count);

    private static string Describe(EnvironmentSnapshot environment) => string.Join(' ', (string[])
    [
        $"{environment.Status}@{environment.Version} until {environment.ExpiresAt:O} {environment.Error}",
        .. environment.Components.Select(component => $"{component.Name}={component.State},{component.Unfinished},{component.WasIntended},{component.FailedAttempts},{component.Outputs.Count}"),
    ]);

    private void Hold(bool condition, string breach)
    {
        if (!condition)
        {
            scheduler.Fail(breach);
        }
    }
}
