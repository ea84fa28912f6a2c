using System.Security.Cryptography;

namespace Lumina.Environments.Testing;

/// <summary>A store for one rule, with environments of its own: the store need not be empty. Afterwards nothing of the rule is left in it.</summary>
internal sealed class StoreBench(IEnvironmentStore store, Func<Task<IEnvironmentStore>> open, SteppedTimeProvider time)
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    public static readonly LeaseHolder One = StoreJournal.Holder;
    public static readonly LeaseHolder Two = new("two", "machine/boot", 4712, 12346);

    private static readonly EnvironmentEventJson EventJson = new();
    private static readonly EnvironmentSnapshotJson SnapshotJson = new();

    private readonly byte[] _randomness = RandomNumberGenerator.GetBytes(10);
    private readonly HashSet<EnvironmentId> _ids = [];
    private readonly Lock _gate = new();

    public IEnvironmentStore Store => store;

    public SteppedTimeProvider Time => time;

    /// <summary>An owner that no other rule has.</summary>
    public string Owner => $"payments-{Convert.ToHexStringLower(_randomness)}";

    /// <summary>The same place, opened once more, as another process would.</summary>
    public Task<IEnvironmentStore> AnotherAsync() => open();

    /// <summary>An identifier that sorts by its number.</summary>
    public EnvironmentId IdOf(int number)
    {
        EnvironmentId id = EnvironmentId.Create(new DateTimeOffset(2026, 1, 31, 8, 15, 0, TimeSpan.Zero).AddSeconds(number), _randomness);
        lock (_gate)
        {
            _ids.Add(id);
        }

        return id;
    }

    public bool IsOwn(EnvironmentId id)
    {
        lock (_gate)
        {
            return _ids.Contains(id);
        }
    }

    public int NumberOf(EnvironmentId id) => Enumerable.Range(1, 100).First(number => IdOf(number) == id);

    public async Task<EnvironmentLease> AcquireAsync(LeaseHolder holder, int number = 1) => await store.AcquireLeaseAsync(IdOf(number), holder, Minute, CancellationToken.None).ConfigureAwait(false);

    public async Task<EnvironmentLease?> FindLeaseAsync(int number = 1) => await store.FindLeaseAsync(IdOf(number), CancellationToken.None).ConfigureAwait(false);

    public async Task<StoreJournal> OpenAsync(int number = 1) => new(store, await AcquireAsync(One, number).ConfigureAwait(false));

    /// <summary>Opens an environment that is Provisioning.</summary>
    public async Task<StoreJournal> BeginAsync(int number = 1, EnvironmentSpec? spec = null)
    {
        StoreJournal journal = await OpenAsync(number).ConfigureAwait(false);
        await journal.AppendAsync(StoreJournal.First(spec)).ConfigureAwait(false);
        return journal;
    }

    public async Task<string[]> ReadAsync(EnvironmentId id, long from = 1, int count = int.MaxValue, IEnvironmentStore? by = null) =>
        Texts(await (by ?? store).ReadAsync(id, from, count, CancellationToken.None).ConfigureAwait(false));

    public static string[] Texts(IEnumerable<EnvironmentEvent> events) => [.. events.Select(EventJson.Write)];

    public async Task<IReadOnlyDictionary<string, string>> SecretsAsync(EnvironmentId id, IEnvironmentStore? by = null)
    {
        IReadOnlyDictionary<string, Secret> secrets = await (by ?? store).ReadSecretsAsync(id, CancellationToken.None).ConfigureAwait(false);
        return secrets.ToDictionary(secret => secret.Key, secret => secret.Value.Reveal(), StringComparer.Ordinal);
    }

    /// <summary>Which of this rule's environments a query means, by their numbers.</summary>
    public async Task<int[]> QueryAsync(EnvironmentQuery query)
    {
        List<EnvironmentSnapshot> found = await store.QueryAsync(query, CancellationToken.None).ToListAsync().ConfigureAwait(false);
        return [.. found.Where(environment => IsOwn(environment.Id)).Select(environment => NumberOf(environment.Id))];
    }

    /// <summary>The journal holds these events and nothing else, and the snapshot is their fold.</summary>
    public async Task IsAsync(StoreJournal journal, string when, IEnvironmentStore? by = null)
    {
        Check.Sequence(Texts(journal.Events), await ReadAsync(journal.Id, by: by).ConfigureAwait(false), $"{when}, the journal");
        await FoundAsync(journal, when, by).ConfigureAwait(false);
    }

    public async Task FoundAsync(StoreJournal journal, string when, IEnvironmentStore? by = null)
    {
        EnvironmentSnapshot? found = await (by ?? store).FindAsync(journal.Id, CancellationToken.None).ConfigureAwait(false);
        Check.That(found is not null, $"{when}, the environment is not found.");
        Check.Equal(SnapshotJson.Write(journal.Environment), SnapshotJson.Write(found), $"{when}, the snapshot");
    }

    public async Task LosesAsync(Func<Task> call, string what)
    {
        EnvironmentLeaseLostException lost = await Check.ThrowsAsync<EnvironmentLeaseLostException>(call, what).ConfigureAwait(false);
        Check.Equal(IdOf(1), lost.EnvironmentId, $"The {nameof(EnvironmentException.EnvironmentId)} of the error ({what})");
    }

    /// <summary>Loses a lease in every way in turn.</summary>
    public async Task LoseAsync(EnvironmentLease lease, string how)
    {
        switch (how)
        {
            case "broken":
                await store.BreakLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false);
                break;
            case "released":
                await store.ReleaseLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false);
                break;
            default:
                time.Advance(Minute * 2);
                await store.AcquireLeaseAsync(lease.EnvironmentId, Two, Minute, CancellationToken.None).ConfigureAwait(false);
                break;
        }
    }

    public async Task ClearAsync()
    {
        EnvironmentId[] ids;
        lock (_gate)
        {
            ids = [.. _ids];
        }

        foreach (EnvironmentId id in ids)
        {
            await store.DeleteAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
