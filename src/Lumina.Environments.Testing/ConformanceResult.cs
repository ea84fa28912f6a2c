namespace Lumina.Environments.Testing;

/// <summary>How one rule ended.</summary>
/// <param name="Rule">The rule as a sentence.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">What is wrong, or why it does not apply; empty where it passed.</param>
/// <param name="Error">What was thrown where it failed; null otherwise.</param>
public sealed record ConformanceResult(string Rule, ConformanceOutcome Outcome, string Reason, Exception? Error);
