using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Lumina.Environments.Benchmarks;

/// <summary><c>dotnet test</c> of a project with one test on a seeded PostgreSQL database, caches warm, against the same with a test that needs nothing.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: Iterations)]
public class FirstTestRun
{
    private const int Iterations = 7;
    private const string Assembly = "Lumina.Environments.Benchmarks.FirstTest.dll";

    private static readonly List<double> Bare = [];
    private static readonly List<double> Seeded = [];

    public static string? WhyNot() => PostgreSqlStart.WhyNot();

    /// <summary>How many seconds longer the run with the database takes, at the median.</summary>
    public static double Report(string unit) => unit == "s more" ? Median(Seeded) - Median(Bare) : double.NaN;

    [Benchmark(Baseline = true)]
    public void WithoutEnvironment() => Bare.Add(Run("BareTests"));

    [Benchmark]
    public void WithDatabase() => Seeded.Add(Run("DatabaseTests"));

    private static double Run(string tests)
    {
        long started = Stopwatch.GetTimestamp();
        ProcessStartInfo start = new("dotnet", ["test", Path.Combine(AppContext.BaseDirectory, "FirstTest", Assembly), "--nologo", "--filter", $"FullyQualifiedName~{tests}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && output.Contains("Passed!", StringComparison.Ordinal)
            ? Stopwatch.GetElapsedTime(started).TotalSeconds
            : throw new InvalidOperationException($"The run of {tests} failed:{System.Environment.NewLine}{output}");
    }

    // Without the first ones, in which caches become warm.
    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.TakeLast(Iterations).Order()];
        return sorted[sorted.Length / 2];
    }
}
