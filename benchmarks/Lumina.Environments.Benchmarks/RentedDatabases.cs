using System.Collections.Concurrent;
using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Npgsql;

namespace Lumina.Environments.Benchmarks;

/// <summary>
/// 200 databases rented by 8 tests at once, each asked one question and given back, against 200 plain copies one after the other; and how long each test waits for its
/// first answer. As they are handed out unless something else is asked for, each time under another password; and with the connection strings of earlier renters.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 5)]
public class RentedDatabases
{
    private const int Rentals = 200;
    private const int Tests = 8;

    private static readonly ConcurrentBag<double> FirstAnswers = [];
    private static double _bareAnswer;
    private FortyTables? _tables;
    private FortyTables? _samePassword;

    public static string? WhyNot() => PostgreSqlStart.WhyNot();

    /// <summary>How much longer than a connection and a query alone the first answer takes at the median, while copies are ready.</summary>
    public static double Report(string unit) => unit == "ms" ? Median(FirstAnswers) - _bareAnswer : double.NaN;

    [GlobalSetup]
    public async Task SetUp()
    {
        _tables = await FortyTables.StartAsync();
        _samePassword = await FortyTables.StartAsync(environments => environments.ConfigureData(options => options.RentalReuse = Data.RentalReuse.SamePassword));
        await _tables.CopyAsync("bare");

        // What the driver knows of a database it keeps by the connection string, and that of a rented one it has never seen: so is each of these.
        double[] bare = await Task.WhenAll(Enumerable.Range(0, Tests + 1).Select(
            test => AnswerAsync(new NpgsqlConnectionStringBuilder(_tables.Environment.ConnectionString("orders")) { ApplicationName = $"test {test}" }.ConnectionString)));
        _bareAnswer = Median(bare);

        // Eight at once, as often as it takes until eight copies are kept ready for them.
        for (int time = 0; time < 8; time++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            double[] answers = await Task.WhenAll(Enumerable.Range(0, Tests).Select(_ => RentAsync(_tables)));
            if (time > 2)
            {
                Array.ForEach(answers, FirstAnswers.Add);
            }
        }
    }

    [IterationCleanup]
    public void DropCopies() => _tables!.DropCopiesAsync(keep: 1).GetAwaiter().GetResult();

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _tables!.DisposeAsync();
        await _samePassword!.DisposeAsync();
    }

    [Benchmark(Baseline = true)]
    public async Task PlainCopies()
    {
        for (int copy = 0; copy < Rentals; copy++)
        {
            await _tables!.CopyAsync("bare", $"copy_{copy}");
        }
    }

    [Benchmark]
    public Task Rented() => RentAllAsync(_tables!);

    [Benchmark]
    public Task RentedWithTheSamePassword() => RentAllAsync(_samePassword!);

    private static Task RentAllAsync(FortyTables tables) => Task.WhenAll(Enumerable.Range(0, Tests).Select(_ => Task.Run(async () =>
    {
        for (int rental = 0; rental < Rentals / Tests; rental++)
        {
            await RentAsync(tables);
        }
    })));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static async Task<double> RentAsync(FortyTables tables)
    {
        long started = Stopwatch.GetTimestamp();
        await using RentedDatabase rented = await tables.Environment.RentDatabaseAsync("orders");
        await AnswerAsync(rented.ConnectionString);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> AnswerAsync(string connectionString)
    {
        long started = Stopwatch.GetTimestamp();
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("SELECT count(*) FROM t7", connection);
        await command.ExecuteScalarAsync();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
