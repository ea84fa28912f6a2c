namespace Lumina.Environments.Testing;

/// <summary>What a child process is to do. It goes through its standard input: there are secrets in it.</summary>
/// <param name="Suite">The suite's type, by its assembly-qualified name.</param>
/// <param name="Platform">Where what is tested lives.</param>
/// <param name="Action">What is to be done, in the suite's own words.</param>
/// <param name="Arguments">What more it needs to know.</param>
/// <param name="KillAt">At which moment it kills itself, from 1; null where somebody else does, or nobody.</param>
internal sealed record ChildOrder(string Suite, string Platform, string Action, IReadOnlyDictionary<string, string> Arguments, int? KillAt);
