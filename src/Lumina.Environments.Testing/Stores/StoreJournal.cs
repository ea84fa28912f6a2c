using System.Collections.Immutable;

namespace Lumina.Environments.Testing;

/// <summary>Writes the journal of one made-up environment, as a manager would.</summary>
internal sealed class StoreJournal(IEnvironmentStore store, EnvironmentLease lease, EnvironmentSnapshot? present = null)
{
    public static readonly ComponentName Orders = ComponentName.Database("orders");
    public static readonly LeaseHolder Holder = new("one", "machine/boot", 4711, 12345);

    private static readonly DateTimeOffset Start = new(2026, 1, 31, 8, 15, 0, TimeSpan.Zero);

    private EnvironmentSnapshot? _environment = present;

    public EnvironmentId Id => lease.EnvironmentId;

    public EnvironmentLease Lease => lease;

    public EnvironmentSnapshot Environment => _environment ?? throw new InvalidOperationException("It has no event yet.");

    public long Version => _environment?.Version ?? 0;

    /// <summary>What was committed.</summary>
    public List<EnvironmentEvent> Events { get; } = [];

    public static ProvisioningStarted First(EnvironmentSpec? spec = null) => new(
        spec ?? new EnvironmentSpec("shop", "payments") { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] },
        "/repo",
        Start + TimeSpan.FromHours(4),
        [new PlannedComponent(Orders, "memory", "orders-1", ComponentLocation.Only, ImmutableArray<ComponentName>.Empty)]);

    /// <summary>An event of a component: nothing changes for the environment as a whole.</summary>
    public static EnvironmentEvent Attempt(int number, string error = "The server did not answer.") => new AttemptFailed(Orders, StepAction.Provision, number, error, IsTransient: true);

    public Task AppendAsync(params EnvironmentEvent[] events) => AppendAsync(events, secrets: null);

    public async Task AppendAsync(IReadOnlyList<EnvironmentEvent> events, IReadOnlyDictionary<string, Secret>? secrets)
    {
        await CommitAsync(Commit(events, secrets)).ConfigureAwait(false);
    }

    public async Task CommitAsync(EnvironmentCommit commit)
    {
        await store.CommitAsync(commit, CancellationToken.None).ConfigureAwait(false);
        _environment = commit.Snapshot;
        Events.AddRange(commit.Events);
    }

    /// <summary>The commit that would append the events after the journal's end.</summary>
    public EnvironmentCommit Commit(IReadOnlyList<EnvironmentEvent> events, IReadOnlyDictionary<string, Secret>? secrets = null)
    {
        EnvironmentEvent[] stamped =
        [
            .. events.Select((e, index) => e with { EnvironmentId = Id, Sequence = Version + index + 1, Time = Start.AddMilliseconds(Version + index), Actor = e.Actor.Length > 0 ? e.Actor : "payments" }),
        ];
        EnvironmentCommit commit = new(lease, Version, stamped, stamped.Aggregate(_environment, SnapshotFold.Apply)!);
        return secrets is null ? commit : commit with { Secrets = secrets };
    }

    /// <summary>Ends the environment.</summary>
    public Task TerminateAsync() => AppendAsync(new TerminationStarted("asked"), new EnvironmentTerminated());
}
