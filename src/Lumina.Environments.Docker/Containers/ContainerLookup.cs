using System.Globalization;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Finds the containers of components.</summary>
/// <remarks>The first container goes by the component's external name, further ones (replicas) by that name and a number from 2.</remarks>
internal sealed class ContainerLookup(DockerEngine engine, EngineContainers containers)
{
    /// <summary>The name of a component's container.</summary>
    /// <param name="context">The component.</param>
    /// <param name="replica">Which of them, from 1.</param>
    public static string NameOf(ComponentContext context, int replica = 1) => NameOf(context.ExternalName, replica);

    public static string NameOf(string first, int replica) => replica == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}-{replica}");

    /// <summary>The containers of a component, in the order of their numbers. They are found by their labels: somebody may have removed one between two others.</summary>
    public async Task<IReadOnlyList<FoundContainer>> FindAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        engine.RequireHere(context);
        IList<ContainerListResponse> listed = await containers.ListAsync($"{OwnershipMarks.EnvironmentMark}={context.EnvironmentId}", cancellationToken).ConfigureAwait(false);

        // The first one's name is looked at in any case: what has it without our marks is in the way.
        IEnumerable<string> names = listed.Where(container => IsOf(context, container)).Select(container => container.Names[0].TrimStart('/')).Append(context.ExternalName).Distinct(StringComparer.Ordinal);
        List<FoundContainer> found = [];
        foreach (string name in names.OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal))
        {
            if (await containers.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } container)
            {
                found.Add(container);
            }
        }

        return found;
    }

    /// <summary>The first container of a component.</summary>
    /// <exception cref="ProviderException">There is none, or it is somebody else's.</exception>
    public async Task<FoundContainer> RequireAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        engine.RequireHere(context);
        FoundContainer found = await containers.FindAsync(context.ExternalName, cancellationToken).ConfigureAwait(false)
            ?? throw new ProviderException($"There is no container '{context.ExternalName}' in the engine at {engine.Address}: {context.Component} was removed by somebody else, and what it had written with it. That cannot be mended: only a new environment has another.");
        return found.RequireOwn(context);
    }

    private static bool IsOf(ComponentContext context, ContainerListResponse container) =>
        container.Names is { Count: > 0 }
        && container.Labels.TryGetValue(ContainerLabels.Role, out string? role) && role == ContainerLabels.ComponentRole
        && ContainerLabels.ReadMarks(container.Labels) is { } marks && marks.Installation == context.Marks.Installation && marks.Component == context.Component;
}
