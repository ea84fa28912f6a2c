using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Lumina.Environments.Benchmarks;

/// <summary>An aim and what was measured.</summary>
internal sealed record AimResult(Aim Aim, double? Measured, string? WhyNot)
{
    public bool WasMeasured => Measured is not null;

    public static AimResult NotMeasured(Aim aim, string whyNot) => new(aim, Measured: null, whyNot);

    public static AimResult From(Aim aim, Summary summary)
    {
        double? measured = aim.Unit switch
        {
            Aim.TimesUnit => Median(summary, aim.Method) / Median(summary, aim.Baseline!),
            Aim.SecondsUnit => Median(summary, aim.Method) / 1e9,
            Aim.AllocationUnit => Report(summary, aim.Method)?.GcStats.GetBytesAllocatedPerOperation(Report(summary, aim.Method)!.BenchmarkCase) / 1024.0,
            _ => summary.BenchmarksCases[0].Descriptor.Type.GetMethod("Report")?.Invoke(null, [aim.Unit]) as double?,
        };
        return new AimResult(aim, measured, measured is null ? "the benchmark did not run to its end" : null);
    }

    public override string ToString() => (Measured, Aim.Bound) switch
    {
        (null, _) => $"{Aim.Name}: not measured: {WhyNot}",
        ({ } measured, null) => string.Create(CultureInfo.InvariantCulture, $"{Aim.Name}: measured {measured:0.###} {Aim.Unit}"),
        ({ } measured, { } bound) => string.Create(CultureInfo.InvariantCulture, $"{Aim.Name}: measured {measured:0.###} {Aim.Unit}, aim under {bound:0.###} {Aim.Unit}: {(measured < bound ? "met" : "missed")}"),
    };

    private static double? Median(Summary summary, string method) => Report(summary, method)?.ResultStatistics?.Median;

    private static BenchmarkReport? Report(Summary summary, string method) =>
        summary.Reports.FirstOrDefault(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
}
