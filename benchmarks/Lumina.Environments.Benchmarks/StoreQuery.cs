using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Lumina.Environments.Sqlite;
using Lumina.Environments.Sqlite.TestHost;

namespace Lumina.Environments.Benchmarks;

/// <summary>A page of 50 environments by owner and status, somewhere among 100,000 environments of 100 owners in the SQLite store, two in five of them Ready.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 10, iterationCount: 50)]
public class StoreQuery
{
    private const int Environments = 100_000;
    private const int Owners = 100;
    private const int Page = 50;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-benchmark-");
    private readonly Random _random = new(1);
    private SqliteEnvironmentStore _store = null!;

    [GlobalSetup]
    public async Task SetUp()
    {
        _store = new SqliteEnvironmentStore(new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "store.db"), RetainedJournals = Environments });
        await Parallel.ForEachAsync(Enumerable.Range(1, Environments), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (number, _) =>
        {
            StoreJournal journal = await SampleJournal.BeginAsync(_store, number, SampleJournal.Spec($"shop-{number}", $"team-{number % Owners}"));
            await (((number / Owners) % 5) switch
            {
                0 or 1 => journal.AppendAsync(new ComponentProvisioned(StoreJournal.Orders, ComponentOutputs.Empty, TimeSpan.Zero), new ProvisioningSucceeded(TimeSpan.Zero)),
                2 => journal.TerminateAsync(),
                3 => journal.AppendAsync(new ProvisioningFailed("It did not start.", [], [])),
                _ => Task.CompletedTask,
            });
        });
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Benchmark]
    public async Task PageOfOwnerAndStatus()
    {
        EnvironmentQuery query = new()
        {
            Owner = $"team-{_random.Next(Owners)}",
            Status = EnvironmentStatus.Ready,
            After = SampleJournal.IdOf(_random.Next(Environments / 2)),
            MaximumCount = Page,
        };
        int count = await _store.QueryAsync(query, CancellationToken.None).CountAsync();
        if (count != Page)
        {
            throw new InvalidOperationException($"The page has {count} environments.");
        }
    }
}
