using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>The named volumes of components. Anonymous ones go with their containers.</summary>
internal sealed class ComponentVolumes(DockerEngine engine, DockerMarks marks)
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
        VolumesListResponse volumes = await engine.RunAsync(
            "Listing volumes",
            client => client.Volumes.ListAsync(new VolumesListParameters { Filters = EngineFilters.Label($"{OwnershipMarks.EnvironmentMark}={context.EnvironmentId}") }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        foreach (VolumeResponse volume in (volumes.Volumes ?? []).Where(volume => IsOwn(volume, context)))
        {
            await engine.FindAsync(
                $"Removing the volume '{volume.Name}'",
                async client =>
                {
                    await client.Volumes.RemoveAsync(volume.Name, force: true, cancellationToken).ConfigureAwait(false);
                    return volume.Name;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsOwn(VolumeResponse volume, ComponentContext context) =>
        volume.Labels.TryGetValue(ContainerLabels.Role, out string? role) && role == ContainerLabels.ComponentRole
        && OwnershipMarks.FromDictionary(new Dictionary<string, string>(volume.Labels, StringComparer.Ordinal)) is { } seen
        && seen.Installation == context.Marks.Installation && seen.Component == context.Component;
}
