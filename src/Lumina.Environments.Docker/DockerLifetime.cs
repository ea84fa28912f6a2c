namespace Lumina.Environments.Docker;

/// <summary>How long what is made in containers stays.</summary>
public enum DockerLifetime
{
    /// <summary>As long as the process that made it. What a killed process leaves is an orphan at once, and the next process that uses the engine on the same machine removes it.</summary>
    Process,

    /// <summary>Until its environment is terminated or has expired, whatever becomes of the process. It needs a durable store.</summary>
    Environment,
}
