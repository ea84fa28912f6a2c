namespace Lumina.Environments.Testing;

/// <summary>One rule of a suite.</summary>
/// <param name="Name">The rule as a sentence, such as <c>Destroying twice succeeds</c>.</param>
/// <param name="RunAsync">Checks it: throws <see cref="ConformanceException"/> where it is broken and <see cref="RuleNotApplicableException"/> where it does not apply.</param>
public sealed record ConformanceRule(string Name, Func<Task> RunAsync);
