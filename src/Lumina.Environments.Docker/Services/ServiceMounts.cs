using Docker.DotNet.Models;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Says how the mounts of a service are made.</summary>
internal sealed class ServiceMounts(ComponentVolumes volumes)
{
    /// <summary>The faults of mounts whose sources are not there.</summary>
    public static IEnumerable<SpecificationFault> Check(ContainerSettings settings, string baseDirectory)
    {
        for (int i = 0; i < settings.Mounts.Count; i++)
        {
            if (settings.Mounts[i] is { Type: ContainerMountType.Bind, Source: { } source } && SpecFiles.Find(source, baseDirectory, out IReadOnlyList<string> lookedAt) is null)
            {
                yield return new SpecificationFault($"container.mounts[{i}].source", NotFound(source, lookedAt), "Make it, correct the path, or set EnvironmentManagerOptions.BaseDirectory to the folder from which it holds.");
            }
        }
    }

    public async Task<IReadOnlyList<Mount>> MakeAsync(ContainerSettings settings, ComponentContext context, CancellationToken cancellationToken)
    {
        List<Mount> mounts = [];
        foreach (ContainerMount mount in settings.Mounts)
        {
            mounts.Add(mount.Type switch
            {
                ContainerMountType.Volume => await volumes.MountAsync(context, ContainerServiceDeployer.ProviderName, mount, cancellationToken).ConfigureAwait(false),
                ContainerMountType.Bind => new Mount { Type = "bind", Source = Find(mount.Source!, context.BaseDirectory), Target = mount.Target, ReadOnly = mount.ReadOnly },
                _ => new Mount { Type = "tmpfs", Target = mount.Target, ReadOnly = mount.ReadOnly },
            });
        }

        return mounts;
    }

    private static string Find(string source, string baseDirectory) =>
        SpecFiles.Find(source, baseDirectory, out IReadOnlyList<string> lookedAt) ?? throw new ProviderException(NotFound(source, lookedAt));

    private static string NotFound(string source, IReadOnlyList<string> lookedAt) => $"'{source}' was not found. Looked at: {string.Join(", ", lookedAt)}.";
}
