using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Lumina.Environments.Benchmarks;

// Usage: [filter]   part of a suite's name; nothing runs all. The last lines are one for each aim.
string filter = args.Length > 0 ? args[0] : "";
ManualConfig config = ManualConfig.CreateEmpty()
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddExporter(MarkdownExporter.GitHub)
    .AddJob(Job.Default.WithToolchain(new InProcessNoEmitToolchain(TimeSpan.FromHours(1), logOutput: true)).AsMutator());

List<AimResult> results = [];
foreach (BenchmarkSuite suite in BenchmarkSuite.All.Where(suite => suite.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
{
    if (suite.WhyNot() is { } whyNot)
    {
        results.AddRange(suite.Aims.Select(aim => AimResult.NotMeasured(aim, whyNot)));
        continue;
    }

    Summary summary = BenchmarkRunner.Run(suite.Type, config);
    results.AddRange(suite.Aims.Select(aim => AimResult.From(aim, summary)));
}

Console.WriteLine();
foreach (AimResult result in results)
{
    Console.WriteLine(result);
}

return results.Count > 0 && results.TrueForAll(result => result.WasMeasured) ? 0 : 1;
