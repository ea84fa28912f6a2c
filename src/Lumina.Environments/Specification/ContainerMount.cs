namespace Lumina.Environments;

/// <summary>Something that is mounted into a container.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Target">The absolute path within the container at which it is seen.</param>
public sealed record ContainerMount(ContainerMountType Type, string Target)
{
    /// <summary>A folder or file of the platform's machine, as it is, or the name of a volume that goes with the component; null for memory.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the container can only read it. Default: no.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>A folder or file of this machine. Relative paths resolve from the environment's base directory. The platform must be on this machine, or have it at the same path.</summary>
    public static ContainerMount Bind(string source, string target, bool readOnly = false) => new(ContainerMountType.Bind, target) { Source = source, ReadOnly = readOnly };

    /// <summary>A volume of its own, which stays while it is stopped and goes with the component.</summary>
    public static ContainerMount Volume(string name, string target) => new(ContainerMountType.Volume, target) { Source = name };

    /// <summary>Memory, which is empty at every start.</summary>
    public static ContainerMount Memory(string target) => new(ContainerMountType.Memory, target);
}
