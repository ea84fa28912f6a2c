namespace Lumina.Environments.Testing;

/// <summary>How the rules of a suite ended.</summary>
/// <param name="Suite">The suite's name.</param>
/// <param name="Results">One result for each rule, in their order.</param>
public sealed record ConformanceReport(string Suite, IReadOnlyList<ConformanceResult> Results)
{
    /// <summary>The rules that are broken.</summary>
    public IEnumerable<ConformanceResult> Failures => Results.Where(result => result.Outcome == ConformanceOutcome.Failed);

    /// <summary>Throws where a rule is broken.</summary>
    /// <exception cref="ConformanceException">It names every broken rule, with what is wrong.</exception>
    public void ThrowIfFailed()
    {
        ConformanceResult[] failures = [.. Failures];
        if (failures.Length > 0)
        {
            throw new ConformanceException($"{Suite} breaks {failures.Length} of {Results.Count} rules:{Environment.NewLine}{string.Join(Environment.NewLine, failures.Select(failure => $"- {failure.Rule}: {failure.Reason}"))}", failures[0].Error);
        }
    }

    /// <summary>One line for each rule.</summary>
    public override string ToString() =>
        string.Join(Environment.NewLine, Results.Select(result => $"{result.Outcome}: {result.Rule}{(result.Reason.Length > 0 ? $" ({result.Reason})" : "")}"));
}
