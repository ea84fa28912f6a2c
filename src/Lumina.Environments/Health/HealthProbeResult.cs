namespace Lumina.Environments;

/// <summary>What one probe said.</summary>
/// <param name="Outcome">Pass, warn or fail.</param>
/// <param name="Message">What was seen, in a sentence; never a secret.</param>
public sealed record HealthProbeResult(HealthOutcome Outcome, string Message);
