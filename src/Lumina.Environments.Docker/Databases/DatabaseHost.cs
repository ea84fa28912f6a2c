using Lumina.Environments.Data;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Docker;

/// <summary>What every provider of databases in containers works with.</summary>
internal sealed record DatabaseHost(
    DockerEngine Engine,
    EngineContainers Containers,
    ContainerLauncher Launcher,
    ContainerComponents Components,
    ContainerLookup Lookup,
    ContainerListing Listing,
    ContainerExits Exits,
    ContainerReader Reader,
    ContainerLog Log,
    ContainerReadiness Readiness,
    EnvironmentNetworks Networks,
    DockerMarks Marks,
    ExpiryVolumes Expiry,
    DatabaseImages Images,
    DatabaseServers Databases,
    IRandomSource Random,
    TimeProvider Time,
    IOptions<EnvironmentManagerOptions> Manager,
    IOptions<DataOptions> Data)
{
    private const int RandomBytes = 16;

    /// <summary>Letters and digits that nobody guesses.</summary>
    public string NextRandom()
    {
        Span<byte> bytes = stackalloc byte[RandomBytes];
        Random.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Where a port of a component's container is reached: from here, and by others in its network by a name.</summary>
    public IReadOnlyList<ServerAddress> Addresses(int hostPort, string name, int port) =>
        [new ServerAddress(Engine.HostAddress, hostPort, Vantage.Host), new ServerAddress(name, port, Vantage.Network)];
}
