using System.Globalization;

namespace Lumina.Environments.Kubernetes;

/// <summary>A service's mounts: memory, and a volume of its own for each replica.</summary>
internal static class ServiceMounts
{
    /// <summary>A mount says no size.</summary>
    private const int Gibibytes = 1;

    public static bool HasVolumes(ServiceSpec spec) => spec.Container?.Mounts.Any(mount => mount.Type == ContainerMountType.Volume) ?? false;

    public static void Write(IReadOnlyList<ContainerMount> mounts, KubernetesComponent component, Volumes volumes)
    {
        List<string> claimed = [];
        for (int i = 0; i < mounts.Count; i++)
        {
            ContainerMount mount = mounts[i];
            if (mount.Type == ContainerMountType.Memory)
            {
                volumes.AddMemory(string.Create(CultureInfo.InvariantCulture, $"memory-{i}"), mount.Target, mount.ReadOnly);
            }
            else if (mount.Type == ContainerMountType.Volume)
            {
                volumes.Mount(Claim(mount.Source!), mount.Target, mount.ReadOnly);
            }
        }

        // Pods' volumes have short names; the spec's may be long.
        string Claim(string source)
        {
            int index = claimed.IndexOf(source);
            if (index < 0)
            {
                index = claimed.Count;
                claimed.Add(source);
                volumes.AddClaim(Name(index), Gibibytes, component);
            }

            return Name(index);
        }
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"volume-{index}");
}
