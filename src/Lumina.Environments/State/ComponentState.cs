namespace Lumina.Environments;

/// <summary>What one component of an environment is doing.</summary>
public enum ComponentState
{
    /// <summary>Planned; nothing was asked of a platform yet.</summary>
    Pending,

    /// <summary>It is being made.</summary>
    Provisioning,

    /// <summary>It is there and works.</summary>
    Up,

    /// <summary>It is there and its health check fails.</summary>
    Degraded,

    /// <summary>It is being started again.</summary>
    Starting,

    /// <summary>It is being stopped.</summary>
    Stopping,

    /// <summary>It is stopped; its data is kept.</summary>
    Stopped,

    /// <summary>It is being destroyed.</summary>
    Destroying,

    /// <summary>Nothing of it is left.</summary>
    Destroyed,

    /// <summary>A platform was asked for something and the outcome is not known; it is provisioned again or destroyed, never assumed.</summary>
    InDoubt,

    /// <summary>What was asked of the platform failed; something of it may be left.</summary>
    Failed,
}
