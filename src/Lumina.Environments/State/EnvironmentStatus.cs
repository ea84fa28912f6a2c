namespace Lumina.Environments;

/// <summary>What an environment is doing, as a whole.</summary>
public enum EnvironmentStatus
{
    /// <summary>Its components are being made.</summary>
    Provisioning,

    /// <summary>It is up, as made.</summary>
    Ready,

    /// <summary>Its components are being started again.</summary>
    Starting,

    /// <summary>It is up, after a stop and a start.</summary>
    Running,

    /// <summary>Its components are being stopped.</summary>
    Stopping,

    /// <summary>It is stopped: what holds data is kept, what can run does not.</summary>
    Stopped,

    /// <summary>Its components are being destroyed.</summary>
    Terminating,

    /// <summary>Nothing of it is left.</summary>
    Terminated,

    /// <summary>Something went wrong: <see cref="EnvironmentSnapshot.Error"/> says what and <see cref="EnvironmentSnapshot.Left"/> what is left of it.</summary>
    Failed,
}
