namespace Lumina.Environments;

/// <summary>What is mounted into a container.</summary>
public enum ContainerMountType
{
    /// <summary>A folder or file of the machine.</summary>
    Bind,

    /// <summary>A volume that goes with the component.</summary>
    Volume,

    /// <summary>Memory.</summary>
    Memory,
}
