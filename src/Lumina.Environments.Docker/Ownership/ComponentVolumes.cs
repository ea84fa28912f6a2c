using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>The named volumes of components. Anonymous ones go with their containers.</summary>
internal sealed class ComponentVolumes(EngineVolumes volumes, DockerMarks marks)
{
    /// <summary>A mount of a component's volume, which is made and marked with its first container.</summary>
    public Mount Mount(ComponentContext context, string provider, string volume, string target, bool readOnly = false) => new()
    {
        Type = "volume",
        Source = $"{context.ExternalName}-{volume}",
        Target = target,
        ReadOnly = readOnly,
        VolumeOptions = new VolumeOptions { Labels = marks.For(context.Marks, provider) },
    };

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
        volume.Labels.TryGetValue(ContainerLabels.Role, out string? role) && role == ContainerLabels.ComponentRole
        && ContainerLabels.ReadMarks(volume.Labels) is { } seen
        && seen.Installation == context.Marks.Installation && seen.Component == context.Component;
}
