namespace Lumina.Environments;

/// <summary>The health of an environment at one time.</summary>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="Verdict">Healthy, unhealthy or unknown.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Checks">Every check.</param>
/// <param name="Time">When it was checked.</param>
public sealed record EnvironmentHealth(EnvironmentId EnvironmentId, HealthVerdict Verdict, int Score, IReadOnlyList<HealthCheckResult> Checks, DateTimeOffset Time);
