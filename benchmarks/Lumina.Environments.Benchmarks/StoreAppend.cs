using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Lumina.Environments.Sqlite;
using Lumina.Environments.Sqlite.TestHost;
using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Benchmarks;

/// <summary>Commits of one event each to the SQLite store, by 1, 16 and 256 environments at once; against bare inserts of the same text into such a table with the same pragmas, one transaction each and all in one. The figures are for one event.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: 7)]
public class StoreAppend
{
    private const int Few = 512;
    private const int Many = 16_384;
    private const int MostWriters = 256;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-benchmark-");
    private SqliteEnvironmentStore _store = null!;
    private StoreJournal[] _journals = null!;
    private SqliteConnection _connection = null!;
    private SqliteCommand _insert = null!;
    private long _inserted;

    [GlobalSetup]
    public async Task SetUp()
    {
        _store = new SqliteEnvironmentStore(new SqliteStoreOptions { Path = Path.Combine(_folder.FullName, "store.db") });
        _journals = await Task.WhenAll(Enumerable.Range(1, MostWriters).Select(number => SampleJournal.BeginAsync(_store, number)));
        _connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "bare.db")};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; CREATE TABLE events (environment INTEGER, sequence INTEGER, json TEXT, UNIQUE (environment, sequence))");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO events (environment, sequence, json) VALUES ($environment, $sequence, $json)";
        _insert.Parameters.AddWithValue("$environment", 0L);
        _insert.Parameters.AddWithValue("$sequence", 0L);
        _insert.Parameters.AddWithValue("$json", new EnvironmentEventJson().Write(_journals[0].Commit([StoreJournal.Attempt(1)]).Events[0]));
        _insert.Prepare();
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _store.DisposeAsync();
        await _insert.DisposeAsync();
        await _connection.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Few)]
    public void BareOneTransactionEach() => Insert(Few);

    [Benchmark(OperationsPerInvoke = Many)]
    public void BareOneTransactionForAll()
    {
        Run("BEGIN IMMEDIATE");
        Insert(Many);
        Run("COMMIT");
    }

    [Benchmark(OperationsPerInvoke = Few)]
    public Task Environments1() => AppendAsync(writers: 1, Few);

    [Benchmark(OperationsPerInvoke = Many)]
    public Task Environments16() => AppendAsync(writers: 16, Many);

    [Benchmark(OperationsPerInvoke = Many)]
    public Task Environments256() => AppendAsync(MostWriters, Many);

    private Task AppendAsync(int writers, int events) => Task.WhenAll(_journals.Take(writers).Select(journal => Task.Run(async () =>
    {
        for (int i = 0; i < events / writers; i++)
        {
            await journal.AppendAsync(StoreJournal.Attempt(1));
        }
    })));

    private void Insert(int events)
    {
        for (int i = 0; i < events; i++)
        {
            _insert.Parameters[0].Value = _inserted % MostWriters;
            _insert.Parameters[1].Value = _inserted++;
            _insert.ExecuteNonQuery();
        }
    }

    private void Run(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
