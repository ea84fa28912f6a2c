namespace Lumina.Environments;

/// <summary>The result of one check.</summary>
/// <param name="Component">The component.</param>
/// <param name="Type">The way it was checked.</param>
/// <param name="Outcome">Pass, warn or fail.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Duration">How long it took, all probes included.</param>
/// <param name="Time">When it began.</param>
/// <param name="Required">Whether a failure makes the environment unhealthy.</param>
public sealed record HealthCheckResult(ComponentName Component, HealthCheckType Type, HealthOutcome Outcome, string Message, TimeSpan Duration, DateTimeOffset Time, bool Required);
