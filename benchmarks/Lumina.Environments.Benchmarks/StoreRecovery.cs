using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Lumina.Environments.Sqlite;
using Lumina.Environments.Sqlite.TestHost;

namespace Lumina.Environments.Benchmarks;

/// <summary>The journals of 10,000 environments, 20 events each, read from the SQLite store and folded: 200,000 events.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 3)]
public class StoreRecovery
{
    private const int Environments = 10_000;
    private const int Events = 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-benchmark-");
    private SqliteEnvironmentStore _store = null!;

    [GlobalSetup]
    public async Task SetUp()
    {
        _store = new SqliteEnvironmentStore(new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "store.db") });
        await Parallel.ForEachAsync(Enumerable.Range(1, Environments), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (number, _) =>
        {
            StoreJournal journal = await SampleJournal.BeginAsync(_store, number);
            await journal.AppendAsync([.. Enumerable.Range(1, Events - 1).Select(attempt => StoreJournal.Attempt(attempt))]);
        });
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Benchmark]
    public Task Journals() => Parallel.ForEachAsync(Enumerable.Range(1, Environments), async (number, cancellationToken) =>
    {
        IReadOnlyList<EnvironmentEvent> events = await _store.ReadAsync(SampleJournal.IdOf(number), 1, 256, cancellationToken);
        if (events.Aggregate((EnvironmentSnapshot?)null, SnapshotFold.Apply)!.Version != Events)
        {
            throw new InvalidOperationException($"Environment {number} is not whole.");
        }
    });
}
