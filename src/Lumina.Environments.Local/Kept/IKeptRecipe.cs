using System.Runtime.Versioning;

namespace Lumina.Environments.Local;

/// <summary>How one kind of component is made within its entry, whose lock is held.</summary>
[SupportedOSPlatform("linux")]
internal interface IKeptRecipe
{
    /// <summary>Makes what is there before anything runs.</summary>
    Task PrepareAsync(KeptEntry entry, CancellationToken cancellationToken);

    /// <summary>Starts its processes on what is there. None runs.</summary>
    Task StartAsync(KeptEntry entry, CancellationToken cancellationToken);

    /// <summary>Does what is done in a component that runs; again each time, so that it does no harm twice.</summary>
    Task CompleteAsync(KeptEntry entry, CancellationToken cancellationToken);
}
