namespace Lumina.Environments;

/// <summary>What the checks of an environment say in all.</summary>
public enum HealthVerdict
{
    /// <summary>Nothing is known: there is no check, the environment is not up, or no required check fails and of a component with such a one nothing could be seen.</summary>
    Unknown,

    /// <summary>No required check fails.</summary>
    Healthy,

    /// <summary>A required check fails.</summary>
    Unhealthy,
}
