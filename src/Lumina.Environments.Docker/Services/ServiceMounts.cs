using Docker.DotNet.Models;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Says how the mounts of a service are made.</summary>
internal sealed class ServiceMounts(ComponentVolumes volumes)
{
    private static readonly string[] OfTheEngine = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"];

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

    /// <summary>The faults of files that the container would not see.</summary>
    public static IEnumerable<SpecificationFault> FindCovered(ContainerSettings settings)
    {
        for (int i = 0; i < settings.Files.Count; i++)
        {
            string path = settings.Files[i].Path;
            if (OfTheEngine.Contains(path, StringComparer.Ordinal))
            {
                yield return new SpecificationFault($"container.files[{i}].path", $"The engine writes '{path}' of each container itself.", "Leave it out. Further names of a service are its aliases (container.aliases).");
            }
            else if (settings.Mounts.FirstOrDefault(mount => mount.Type == ContainerMountType.Memory && path.StartsWith(mount.Target.TrimEnd('/') + '/', StringComparison.Ordinal)) is { } cover)
            {
                yield return new SpecificationFault($"container.files[{i}].path", $"'{path}' would be covered by the memory that is mounted at '{cover.Target}'.", "Put the file somewhere else, or mount the memory below or beside it.");
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
