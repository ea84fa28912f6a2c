namespace Lumina.Environments;

/// <summary>What a clean-up of expired environments has done.</summary>
/// <param name="Terminated">Environments that were terminated.</param>
/// <param name="Failed">Environments of which something is left, with the reason.</param>
public sealed record CleanUpReport(IReadOnlyList<EnvironmentId> Terminated, IReadOnlyDictionary<EnvironmentId, string> Failed);
