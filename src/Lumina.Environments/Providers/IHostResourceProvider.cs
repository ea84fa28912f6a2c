namespace Lumina.Environments.Providers;

/// <summary>A platform's host resources: what it made for a process or a machine and shares between environments, such as servers, templates and spare clones. Each is marked with its holder, and is an orphan once the holder is gone.</summary>
public interface IHostResourceProvider
{
    /// <summary>The platform's name, in lower case.</summary>
    string Name { get; }

    /// <summary>Lists the host resources whose holders are gone.</summary>
    IAsyncEnumerable<HostResource> ListOrphansAsync(CancellationToken cancellationToken);

    /// <summary>Removes one that was listed. Succeeds where it is gone already; does nothing where it has a holder again.</summary>
    ValueTask RemoveAsync(HostResource resource, CancellationToken cancellationToken);
}
