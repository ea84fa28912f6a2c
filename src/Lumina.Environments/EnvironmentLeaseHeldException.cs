namespace Lumina.Environments;

/// <summary>Another process operates on the environment, and lives: nothing was done. Trying again once it is done helps; so does breaking its lease where it hangs.</summary>
public sealed class EnvironmentLeaseHeldException(string message) : EnvironmentException(message)
{
    /// <summary>The lease that is in the way.</summary>
    public EnvironmentLease? Lease { get; init; }
}
