namespace Lumina.Environments.Benchmarks;

/// <summary>What a benchmark aims at: a number that must stay under a bound, or is stated only.</summary>
/// <param name="Name">The aim's name.</param>
/// <param name="Method">The benchmark that is measured.</param>
/// <param name="Baseline">The benchmark against which it is held; null where the number stands by itself.</param>
/// <param name="Unit">The unit of the number.</param>
/// <param name="Bound">The bound; null where the number is stated only.</param>
internal sealed record Aim(string Name, string Method, string? Baseline, string Unit, double? Bound)
{
    public const string TimesUnit = "times";
    public const string AllocationUnit = "KB";
    public const string SecondsUnit = "s";

    /// <summary>The median against the baseline's median.</summary>
    public static Aim Ratio(string name, string method, string baseline, double bound) => new(name, method, baseline, TimesUnit, bound);

    /// <summary>What one operation allocates, in kilobytes of 1,024 bytes.</summary>
    public static Aim Allocation(string name, string method, double kilobytes) => new(name, method, Baseline: null, AllocationUnit, kilobytes);

    /// <summary>The median.</summary>
    public static Aim Seconds(string name, string method, double seconds) => new(name, method, Baseline: null, SecondsUnit, seconds);

    /// <summary>A number that the benchmark class reports itself, through a static method <c>Report</c> that takes the unit.</summary>
    public static Aim Custom(string name, string method, string unit, double bound) => new(name, method, Baseline: null, unit, bound);

    /// <summary>A number that the benchmark class reports itself, as <see cref="Custom"/>, and that has no bound.</summary>
    public static Aim Stated(string name, string method, string unit) => new(name, method, Baseline: null, unit, Bound: null);
}
