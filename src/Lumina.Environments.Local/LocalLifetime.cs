namespace Lumina.Environments.Local;

/// <summary>How long what the local providers make stays.</summary>
public enum LocalLifetime
{
    /// <summary>It ends with the process that made it, however that ends.</summary>
    Process,

    /// <summary>It outlives the process on purpose and stays until its environment is terminated, or its expiry is cleaned up. Any later process of the same user can take it up.</summary>
    Environment,
}
