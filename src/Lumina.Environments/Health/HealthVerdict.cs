namespace Lumina.Environments;

/// <summary>What the checks of an environment say in all.</summary>
public enum HealthVerdict
{
    /// <summary>Nothing is known: there is no check, or the environment is not up.</summary>
    Unknown,

    /// <summary>No required check fails.</summary>
    Healthy,

    /// <summary>A required check fails.</summary>
    Unhealthy,
}
