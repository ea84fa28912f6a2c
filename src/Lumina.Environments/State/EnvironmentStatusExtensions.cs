namespace Lumina.Environments;

/// <summary>Questions about a status, answered in one place.</summary>
public static class EnvironmentStatusExtensions
{
    /// <summary>Whether the environment is up: Ready or Running.</summary>
    public static bool IsUp(this EnvironmentStatus status) => status is EnvironmentStatus.Ready or EnvironmentStatus.Running;

    /// <summary>Whether a verb is at work on the environment.</summary>
    public static bool IsInTransition(this EnvironmentStatus status) =>
        status is EnvironmentStatus.Provisioning or EnvironmentStatus.Starting or EnvironmentStatus.Stopping or EnvironmentStatus.Terminating;
}
