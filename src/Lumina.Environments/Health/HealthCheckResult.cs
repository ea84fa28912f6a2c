namespace Lumina.Environments;

/// <summary>The result of one check.</summary>
/// <param name="Component">The component.</param>
/// <param name="Type">The way it was checked.</param>
/// <param name="Outcome">Pass, warn or fail.</param>
/// <param name="Message">What was seen; known secrets are replaced in it.</param>
/// <param name="Duration">How long it took, all probes and the time between them included.</param>
/// <param name="Time">When it began.</param>
/// <param name="Required">Whether a failure makes the environment unhealthy.</param>
public sealed record HealthCheckResult(ComponentName Component, HealthCheckType Type, HealthOutcome Outcome, string Message, TimeSpan Duration, DateTimeOffset Time, bool Required)
{
    /// <summary>Whether nothing could be seen of the component, since its platform did not answer (<see cref="HealthProbeResult.IsUnseen"/>).</summary>
    public bool IsUnseen { get; init; }

    /// <summary>The result in words, such as <c>service/api: Pass, answered 200 on GET http://127.0.0.1:8080/health (http, 3 ms)</c>.</summary>
    public override string ToString() => $"{Component}: {Outcome}, {Message} ({Type}, {Durations.Text(Duration)}{(Required ? "" : ", not required")})";
}
