using System.Collections.Immutable;

namespace Lumina.Environments.Sqlite.TestHost;

/// <summary>Writes the journal of one made-up environment, as a manager would.</summary>
internal sealed class SampleJournal(IEnvironmentStore store, EnvironmentLease lease, EnvironmentSnapshot? present = null)
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

    /// <summary>An identifier that sorts by its number.</summary>
    public static EnvironmentId IdOf(int number) => EnvironmentId.Create(Start.AddSeconds(number), new byte[10]);

    public static async Task<SampleJournal> OpenAsync(IEnvironmentStore store, int number, LeaseHolder? holder = null) =>
        new(store, await store.AcquireLeaseAsync(IdOf(number), holder ?? Holder, TimeSpan.FromMinutes(1), CancellationToken.None));

    /// <summary>Opens an environment that is Provisioning.</summary>
    public static async Task<SampleJournal> BeginAsync(IEnvironmentStore store, int number, EnvironmentSpec? spec = null)
    {
        SampleJournal journal = await OpenAsync(store, number);
        await journal.AppendAsync(First(spec));
        return journal;
    }

    public static EnvironmentSpec Spec(string name = "shop", string owner = "payments") => new(name, owner) { Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)] };

    public static ProvisioningStarted First(EnvironmentSpec? spec = null) =>
        new(spec ?? Spec(), "/repo", Start + TimeSpan.FromHours(4), [new PlannedComponent(Orders, "memory", "orders-1", ComponentLocation.Only, ImmutableArray<ComponentName>.Empty)]);

    /// <summary>An event of a component: nothing changes for the environment as a whole.</summary>
    public static EnvironmentEvent Attempt(int number, string error = "The server did not answer.") => new AttemptFailed(Orders, StepAction.Provision, number, error, IsTransient: true);

    public Task AppendAsync(params EnvironmentEvent[] events) => AppendAsync(events, secrets: null);

    public async Task AppendAsync(IReadOnlyList<EnvironmentEvent> events, IReadOnlyDictionary<string, Secret>? secrets)
    {
        await CommitAsync(Commit(events, secrets));
    }

    public async Task CommitAsync(EnvironmentCommit commit)
    {
        await store.CommitAsync(commit, CancellationToken.None);
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
