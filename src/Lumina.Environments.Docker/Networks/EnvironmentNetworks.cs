using System.Collections.Concurrent;
using Docker.DotNet;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>The private network of each environment. One whose spec has no network gets one with its first container, which goes with its last.</summary>
internal sealed class EnvironmentNetworks(DockerEngine engine, EngineContainers containers, DockerMarks marks)
{
    private readonly NamedGates _gates = new();

    /// <summary>The networks that this process has used and not removed.</summary>
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);

    /// <summary>How long a network may be there before its first container, whose image may have to be got.</summary>
    public TimeSpan FirstContainer => engine.Options.ImageTimeout;

    /// <summary>The name of an environment's network.</summary>
    public static string NameOf(EnvironmentId environment) => ExternalName.For(environment, new ComponentName(ComponentKinds.Network));

    /// <summary>Whether this process uses a network, whatever the clock says of its age.</summary>
    public bool IsUsedHere(string name) => _used.ContainsKey(name);

    /// <summary>Makes the network where it is not there yet.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> EnsureAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string name = NameOf(context.EnvironmentId);
        OwnershipMarks own = context.Marks with { Component = new ComponentName(ComponentKinds.Network) };
        await EnsureAsync(name, context, marks.ForNetwork(own, DockerNetworkConfigurator.ProviderName), cancellationToken).ConfigureAwait(false);
        return name;
    }

    /// <summary>Makes the network with those labels where it is not there yet.</summary>
    /// <exception cref="ProviderException">There is one of that name which is not the environment's.</exception>
    public Task EnsureAsync(string name, ComponentContext context, IDictionary<string, string> labels, CancellationToken cancellationToken) => _gates.AloneAsync(name, async () =>
    {
        _used[name] = true;
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } found)
        {
            RequireOwn(found, context);
            return;
        }

        await engine.RunAsync($"Making the network '{name}'", async client =>
        {
            try
            {
                // Not to be cancelled: the engine would make it all the same, after whoever cleans up has looked for it.
                await client.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = name, Driver = "bridge", Labels = labels }, CancellationToken.None).ConfigureAwait(false);
            }
            catch (DockerApiException exception) when (exception.StatusCode == System.Net.HttpStatusCode.Conflict)
            {
                // Another process was faster.
            }
        }, cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    /// <summary>The network of that name; null where there is none.</summary>
    public Task<NetworkResponse?> FindAsync(string name, CancellationToken cancellationToken) => engine.FindAsync(
        $"Looking for the network '{name}'", client => client.Networks.InspectNetworkAsync(name, cancellationToken), cancellationToken);

    /// <summary>All networks with a label.</summary>
    public Task<IList<NetworkResponse>> ListAsync(string label, CancellationToken cancellationToken) => engine.RunAsync(
        "Listing networks", client => client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = EngineFilters.Label(label) }, cancellationToken), cancellationToken);

    /// <summary>Removes a network. Succeeds where it is not there.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await engine.FindAsync(
            $"Removing the network '{name}'",
            async client =>
            {
                await client.Networks.DeleteNetworkAsync(name, cancellationToken).ConfigureAwait(false);
                return name;
            },
            cancellationToken).ConfigureAwait(false);
        _used.TryRemove(name, out _);
    }

    /// <summary>Removes the network of an environment that has no container any more, if it was made for containers alone.</summary>
    public Task RemoveUnusedAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        string name = NameOf(environment);
        return _gates.AloneAsync(name, async () =>
        {
            if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                _used.TryRemove(name, out _);
            }
            else if (await IsUnusedAsync(found, cancellationToken).ConfigureAwait(false))
            {
                await RemoveAsync(name, cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);
    }

    /// <summary>Takes a container into an environment's network, which is made where it is not there yet, under some names. Succeeds where it is in it.</summary>
    public async Task JoinAsync(ComponentContext context, string container, IReadOnlyList<string> aliases, CancellationToken cancellationToken)
    {
        string network = await EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        await _gates.AloneAsync(network, async () =>
        {
            IReadOnlyCollection<string>? had = (await containers.FindAsync(container, cancellationToken).ConfigureAwait(false))?.AliasesIn(network);
            if (had is not null && aliases.All(alias => had.Contains(alias, StringComparer.Ordinal)))
            {
                return;
            }

            if (had is not null)
            {
                await DisconnectAsync(network, container, cancellationToken).ConfigureAwait(false);
            }

            // Not to be cancelled: the engine would do it all the same, after whoever cleans up has looked.
            NetworkConnectParameters parameters = new() { Container = container, EndpointConfig = new EndpointSettings { Aliases = [.. aliases] } };
            await engine.RunAsync(
                $"Taking the container '{container}' into the network '{network}'", client => client.Networks.ConnectNetworkAsync(network, parameters, CancellationToken.None), cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a container out of an environment's network. Succeeds where it is not in it.</summary>
    public Task LeaveAsync(EnvironmentId environment, string container, CancellationToken cancellationToken)
    {
        string network = NameOf(environment);
        return _gates.AloneAsync(network, async () =>
        {
            if ((await containers.FindAsync(container, cancellationToken).ConfigureAwait(false))?.AliasesIn(network) is not null)
            {
                await DisconnectAsync(network, container, cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);
    }

    /// <summary>Whether a network was made for containers alone and has none any more, stopped ones counted.</summary>
    public async Task<bool> IsUnusedAsync(NetworkResponse network, CancellationToken cancellationToken) =>
        network.Labels is { } labels
        && labels.TryGetValue(ContainerLabels.Role, out string? role) && role == ContainerLabels.NetworkRole
        && network.Containers is null or { Count: 0 }
        && labels.TryGetValue(OwnershipMarks.EnvironmentMark, out string? environment)
        && !(await containers.ListAsync($"{OwnershipMarks.EnvironmentMark}={environment}", cancellationToken).ConfigureAwait(false)).Any(IsComponent)
        && !await HasServerAsync(network.Name, cancellationToken).ConfigureAwait(false);

    /// <summary>What is rented is in no network.</summary>
    private static bool IsComponent(ContainerListResponse container) => container.Labels.TryGetValue(ContainerLabels.Role, out string? role) && role == ContainerLabels.ComponentRole;

    /// <summary>A shared server that is down is in the networks all the same, and cannot start without them.</summary>
    private async Task<bool> HasServerAsync(string network, CancellationToken cancellationToken) =>
        (await containers.ListAsync($"{ContainerLabels.Role}={ContainerLabels.ServerRole}", cancellationToken).ConfigureAwait(false))
            .Any(server => server.NetworkSettings?.Networks?.ContainsKey(network) ?? false);

    private Task DisconnectAsync(string network, string container, CancellationToken cancellationToken) => engine.FindAsync(
        $"Taking the container '{container}' out of the network '{network}'",
        async client =>
        {
            await client.Networks.DisconnectNetworkAsync(network, new NetworkDisconnectParameters { Container = container, Force = true }, cancellationToken).ConfigureAwait(false);
            return network;
        },
        cancellationToken);

    /// <exception cref="ProviderException">The network is not that of the environment.</exception>
    public static void RequireOwn(NetworkResponse found, ComponentContext context)
    {
        OwnershipMarks? seen = ContainerLabels.ReadMarks(found.Labels);
        if (seen is null || seen.EnvironmentId != context.EnvironmentId || seen.Installation != context.Marks.Installation)
        {
            throw new ProviderException($"The network '{found.Name}' is not that of environment '{context.EnvironmentName}' and is left alone. Remove it by hand if it is nobody's.");
        }
    }
}
