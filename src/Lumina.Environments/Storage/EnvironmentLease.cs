namespace Lumina.Environments;

/// <summary>One process's right to operate on one environment.</summary>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="FencingToken">Grows with every new lease on the environment; a commit under an older one is refused.</param>
public sealed record EnvironmentLease(EnvironmentId EnvironmentId, string Holder, long FencingToken);
