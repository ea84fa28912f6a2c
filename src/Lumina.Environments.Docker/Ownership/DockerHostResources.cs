using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Finds what ends with a process in the engine although that process is gone: containers, networks, volumes. And networks that were made for containers of which none is left.</summary>
/// <remarks>Where it cannot be told from here whether a holder lives, since it was on another machine, what it held is an orphan once its expiry has passed.</remarks>
internal sealed class DockerHostResources(EngineContainers containers, EngineVolumes volumes, EnvironmentNetworks networks, ExpiryVolumes expiry, IProcessInspector processes, TimeProvider timeProvider) : IHostResourceProvider
{
    private const string Container = "container";
    private const string Network = "network";
    private const string Volume = "volume";

    public string Name => DockerEngine.Platform;

    public async IAsyncEnumerable<HostResource> ListOrphansAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LaterExpiries later = await expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, DateTimeOffset?> servers = await expiry.ReadServersAsync(cancellationToken).ConfigureAwait(false);
        foreach (ContainerListResponse container in await containers.ListAsync(ContainerLabels.Role, cancellationToken).ConfigureAwait(false))
        {
            if (container.Names is [string name, ..] && OrphanOf(name.TrimStart('/'), container.Labels, later, servers) is { } holder)
            {
                yield return new HostResource(Name, Container, name.TrimStart('/'), holder);
            }
        }

        foreach (NetworkResponse network in await networks.ListAsync(ContainerLabels.Role, cancellationToken).ConfigureAwait(false))
        {
            if (await OrphanOfAsync(network, later, servers, cancellationToken).ConfigureAwait(false) is { } holder)
            {
                yield return new HostResource(Name, Network, network.Name, holder);
            }
        }

        foreach (VolumeResponse volume in await volumes.ListAsync(ContainerLabels.Role, cancellationToken).ConfigureAwait(false))
        {
            // What says when a server's time is up is there as long as the server.
            string name = volume.Labels.TryGetValue(ContainerLabels.For, out string? server) ? server : volume.Name;
            if (OrphanOf(name, volume.Labels, later, servers) is { } holder
                && (!servers.ContainsKey(name) || await containers.FindAsync(name, cancellationToken).ConfigureAwait(false) is null))
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
                await RemoveContainerAsync(resource.Name, cancellationToken).ConfigureAwait(false);
                break;
            case Network:
                await networks.RemoveAsync(resource.Name, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await volumes.RemoveAsync(resource.Name, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>By its identifier, and only if it is still one whose holder does not live: whoever needs the component may have made another of that name.</summary>
    private async Task RemoveContainerAsync(string name, CancellationToken cancellationToken)
    {
        if (await containers.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } found && ContainerLabels.ReadHolder(found.Labels) is { } holder && processes.IsAlive(holder) != true)
        {
            await containers.RemoveAsync(found.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The holder of an orphan in words; null for what is none.</summary>
    private string? OrphanOf(string name, IDictionary<string, string> labels, LaterExpiries later, IReadOnlyDictionary<string, DateTimeOffset?> servers)
    {
        OwnershipMarks? marks = ContainerLabels.ReadMarks(labels);
        if (ContainerLabels.ReadHolder(labels) is not { } holder || marks is { IsKept: true })
        {
            return null;
        }

        DateTimeOffset? expiresAt = marks is null ? servers.GetValueOrDefault(name) : later.Of(marks).ExpiresAt;
        return processes.IsAlive(holder) switch
        {
            true => null,
            false => holder.ToString(),
            null when expiresAt < timeProvider.GetUtcNow() => $"{holder}, which cannot be asked from here and whose time was up at {expiresAt:u}",
            null => null,
        };
    }

    private async Task<string?> OrphanOfAsync(
        NetworkResponse network, LaterExpiries later, IReadOnlyDictionary<string, DateTimeOffset?> servers, CancellationToken cancellationToken)
    {
        if (OrphanOf(network.Name, network.Labels, later, servers) is { } holder)
        {
            return holder;
        }

        // Whoever has made it may still be getting the image of the first container.
        if (networks.IsUsedHere(network.Name) || ((ContainerLabels.ReadMaker(network.Labels) ?? ContainerLabels.ReadHolder(network.Labels)) is { } maker && processes.IsAlive(maker) == true))
        {
            return null;
        }

        return timeProvider.GetUtcNow() - new DateTimeOffset(network.Created.ToUniversalTime()) > networks.FirstContainer
            && await networks.FindAsync(network.Name, cancellationToken).ConfigureAwait(false) is { } found
            && await networks.IsUnusedAsync(found, cancellationToken).ConfigureAwait(false)
                ? "the last of its containers"
                : null;
    }
}
