using Docker.DotNet;
using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests;

/// <summary>A look at the engine that does not go through the product.</summary>
/// <param name="installation">The installation whose things count.</param>
internal sealed class EngineView(string installation) : IDisposable
{
    public DockerClient Client { get; } = new DockerClientBuilder().Build();

    /// <summary>All that bears the installation's mark: containers, networks and volumes, by kind and name.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync()
    {
        Dictionary<string, IDictionary<string, bool>> marked = new(StringComparer.Ordinal)
        {
            ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{OwnershipMarks.InstallationMark}={installation}"] = true },
        };
        IList<ContainerListResponse> containers = await Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = marked });
        IList<NetworkResponse> networks = await Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = marked });
        VolumesListResponse volumes = await Client.Volumes.ListAsync(new VolumesListParameters { Filters = marked });
        return [
            .. containers.Select(container => $"container {container.Names[0]} ({container.Status})"),
            .. networks.Select(network => $"network {network.Name}"),
            .. (volumes.Volumes ?? []).Select(volume => $"volume {volume.Name}")];
    }

    public void Dispose() => Client.Dispose();
}
