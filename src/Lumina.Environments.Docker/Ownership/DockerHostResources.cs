using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Finds what ends with a process in the engine although that process is gone: containers, networks, volumes. And networks that were made for containers of which none is left.</summary>
/// <remarks>Where it cannot be told from here whether a holder lives, since it was on another machine, what it held is an orphan once its expiry has passed.</remarks>
internal sealed class DockerHostResources(DockerEngine engine, EngineContainers containers, EnvironmentNetworks networks, ExpiryVolumes expiry, IProcessInspector processes, TimeProvider timeProvider) : IHostResourceProvider
{
    private const string Container = "container";
    private const string Network = "network";
    private const string Volume = "volume";

    /// <summary>A network is there a moment before its first container.</summary>
    private static readonly TimeSpan NetworkGrace = TimeSpan.FromMinutes(2);

    public string Name => "docker";

    public async IAsyncEnumerable<HostResource> ListOrphansAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, OwnershipMarks> later = await expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (ContainerListResponse container in await containers.ListAsync(ContainerLabels.Role, cancellationToken).ConfigureAwait(false))
        {
            string name = container.Names[0].TrimStart('/');
            if (OrphanOf(container.Labels, later.GetValueOrDefault(name)) is { } holder)
            {
                yield return new HostResource(Name, Container, name, holder);
            }
        }

        foreach (NetworkResponse network in await networks.ListAsync(ContainerLabels.Role, cancellationToken).ConfigureAwait(false))
        {
            if (await OrphanOfAsync(network, cancellationToken).ConfigureAwait(false) is { } holder)
            {
                yield return new HostResource(Name, Network, network.Name, holder);
            }
        }

        VolumesListResponse volumes = await engine.RunAsync(
            "Listing volumes", client => client.Volumes.ListAsync(new VolumesListParameters { Filters = EngineFilters.Label(ContainerLabels.Role) }, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (VolumeResponse volume in volumes.Volumes ?? [])
        {
            if (OrphanOf(volume.Labels, later: null) is { } holder)
            {
                yield return new HostResource(Name, Volume, volume.Name, holder);
            }
        }
    }

    public async ValueTask RemoveAsync(HostResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        switch (resource.Type)
        {
            case Container:
                await containers.RemoveAsync(resource.Name, cancellationToken).ConfigureAwait(false);
                break;
            case Network:
                await networks.RemoveAsync(resource.Name, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await engine.FindAsync(
                    $"Removing the volume '{resource.Name}'",
                    async client =>
                    {
                        await client.Volumes.RemoveAsync(resource.Name, force: true, cancellationToken).ConfigureAwait(false);
                        return resource.Name;
                    },
                    cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>The holder of an orphan in words; null for what is none.</summary>
    private string? OrphanOf(IDictionary<string, string> labels, OwnershipMarks? later)
    {
        Dictionary<string, string> read = new(labels, StringComparer.Ordinal);
        if (ContainerLabels.ReadHolder(read) is not { } holder || OwnershipMarks.FromDictionary(read) is { IsKept: true })
        {
            return null;
        }

        return processes.IsAlive(holder) switch
        {
            true => null,
            false => holder.ToString(),
            null when (later ?? OwnershipMarks.FromDictionary(read))?.ExpiresAt is { } expiry && expiry < timeProvider.GetUtcNow() => $"{holder}, which cannot be asked from here and whose time was up at {expiry:u}",
            null => null,
        };
    }

    private async Task<string?> OrphanOfAsync(NetworkResponse network, CancellationToken cancellationToken)
    {
        if (OrphanOf(network.Labels, later: null) is { } holder)
        {
            return holder;
        }

        return timeProvider.GetUtcNow() - new DateTimeOffset(network.Created.ToUniversalTime()) > NetworkGrace
            && await networks.FindAsync(network.Name, cancellationToken).ConfigureAwait(false) is { } found
            && await networks.IsUnusedAsync(found, cancellationToken).ConfigureAwait(false)
                ? "the last of its containers"
                : null;
    }
}
