namespace Lumina.Environments.Processes;

internal enum ProcessLifetime
{
    /// <summary>Ends with its host, however the host ends.</summary>
    Host,

    /// <summary>Outlives its host on purpose; whoever knows its identity can adopt it later.</summary>
    Kept,
}
