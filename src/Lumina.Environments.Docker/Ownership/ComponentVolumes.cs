using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>The named volumes of components. Anonymous ones go with their containers.</summary>
internal sealed class ComponentVolumes(EngineVolumes volumes, DockerMarks marks)
{
    /// <summary>A mount of a component's volume, which is made where it is not there yet.</summary>
    /// <remarks>The engine would make it with the container, but not every one would mark it.</remarks>
    public async Task<Mount> MountAsync(ComponentContext context, string provider, ContainerMount mount, CancellationToken cancellationToken)
    {
        string name = $"{context.ExternalName}-{mount.Source}";
        await volumes.CreateAsync(name, marks.For(context.Marks, provider), cancellationToken).ConfigureAwait(false);
        return new Mount { Type = "volume", Source = name, Target = mount.Target, ReadOnly = mount.ReadOnly };
    }

    /// <summary>The volumes of all components of a provider.</summary>
    public async Task<IEnumerable<VolumeResponse>> ListAsync(string provider, CancellationToken cancellationToken) =>
        (await volumes.ListAsync($"{ContainerLabels.Provider}={provider}", cancellationToken).ConfigureAwait(false)).Where(IsOfComponent);

    /// <summary>Removes the volumes of a component. Succeeds where there is none.</summary>
    public async Task RemoveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IList<VolumeResponse> found = await volumes.ListAsync($"{OwnershipMarks.EnvironmentMark}={context.EnvironmentId}", cancellationToken).ConfigureAwait(false);
        foreach (VolumeResponse volume in found.Where(volume => IsOwn(volume, context)))
        {
            await volumes.RemoveAsync(volume.Name, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsOwn(VolumeResponse volume, ComponentContext context) =>
        IsOfComponent(volume) && ContainerLabels.ReadMarks(volume.Labels) is { } seen
        && seen.Installation == context.Marks.Installation && seen.Component == context.Component;

    private static bool IsOfComponent(VolumeResponse volume) => volume.Labels.TryGetValue(ContainerLabels.Role, out string? role) && role == ContainerLabels.ComponentRole;
}
