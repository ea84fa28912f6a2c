namespace Lumina.Environments;

/// <summary>What one probe said.</summary>
/// <param name="Outcome">Pass, warn or fail.</param>
/// <param name="Message">What was seen, in a sentence; never a secret.</param>
public sealed record HealthProbeResult(HealthOutcome Outcome, string Message)
{
    /// <summary>Whether waiting does not mend it, such as a wrong password: whoever waits for the component to be ready gives up at once. Default: no.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether nothing could be seen of the component, since its platform did not answer: it is neither a pass nor a failure. Default: no.</summary>
    public bool IsUnseen { get; init; }

    /// <summary>The component works.</summary>
    public static HealthProbeResult Pass(string message) => new(HealthOutcome.Pass, message);

    /// <summary>The component works, but something is not as it should be.</summary>
    public static HealthProbeResult Warn(string message) => new(HealthOutcome.Warn, message);

    /// <summary>Nothing could be seen of the component: a warning that says nothing about it. A component is not ready by it, not restarted for it, and what was known of it stays.</summary>
    public static HealthProbeResult Unseen(string message) => new(HealthOutcome.Warn, message) { IsUnseen = true };

    /// <summary>The component does not work.</summary>
    public static HealthProbeResult Fail(string message) => new(HealthOutcome.Fail, message);
}
