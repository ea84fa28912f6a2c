namespace Lumina.Environments;

/// <summary>The outcome of a health check.</summary>
public enum HealthOutcome
{
    /// <summary>It works.</summary>
    Pass,

    /// <summary>It works, but something is not as it should be.</summary>
    Warn,

    /// <summary>It does not work.</summary>
    Fail,
}
