using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Databases of which each has a container of its own: the container is the component.</summary>
internal sealed class DatabaseContainers(DatabaseHost host)
{
    /// <summary>Makes the container or adopts the one that is there, lets it run and waits until it answers.</summary>
    /// <param name="recipe">What is special about it, besides name and labels.</param>
    /// <param name="port">The port on which it listens, which is published.</param>
    /// <param name="context">The component.</param>
    /// <param name="probeAsync">Asks it once, at the port outside.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The port outside.</returns>
    public async Task<int> RunAsync(ContainerRecipe recipe, int port, ComponentContext context, Func<FoundContainer, int, CancellationToken, Task<string?>> probeAsync, CancellationToken cancellationToken)
    {
        ContainerRecipe placed = recipe with { Ports = [new ContainerPort(port)] };
        if (NetworkUse.IsNeeded(context))
        {
            placed = placed with { Network = await host.Networks.EnsureAsync(context, cancellationToken).ConfigureAwait(false), Aliases = [context.Component.Name] };
        }

        FoundContainer container = await host.Components.RunAsync(placed, context, cancellationToken).ConfigureAwait(false);

        // One that ends at once has no port any more; why it ended is what matters.
        int hostPort = container.HostPort(port) ?? 0;
        await host.Readiness.WaitAsync(container, recipe.Image, token => hostPort == 0 ? NotPublished() : probeAsync(container, hostPort, token), cancellationToken).ConfigureAwait(false);
        return hostPort;

        Task<string?> NotPublished() => Task.FromResult<string?>($"its port {port} is not published");
    }

    /// <summary>The recipe of a component's container, which says its name and whose it is.</summary>
    public ContainerRecipe Recipe(ComponentContext context, string provider, string image) => new(context.ExternalName, image, host.Marks.For(context.Marks, provider));

    /// <summary>The port outside of a component's container that runs.</summary>
    /// <exception cref="ProviderException">There is none, or it does not run.</exception>
    public async Task<int> HostPortAsync(ComponentContext context, int port, CancellationToken cancellationToken)
    {
        FoundContainer found = await host.Lookup.RequireAsync(context, cancellationToken).ConfigureAwait(false);
        return found.IsRunning && found.HostPort(port) is { } hostPort
            ? hostPort
            : throw new ProviderException($"The container '{found.Name}' is not up: {found.Detail}. Restart {context.Component} first.") { LeftAsBefore = true };
    }
}
