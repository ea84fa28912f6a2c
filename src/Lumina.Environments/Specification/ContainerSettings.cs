namespace Lumina.Environments;

/// <summary>How something runs in its container. Platforms without containers pass it over, and the plan says so.</summary>
public sealed record ContainerSettings
{
    /// <summary>The program and its first arguments in place of the image's entrypoint; empty for that.</summary>
    public IReadOnlyList<string> Entrypoint { get; init => field = [.. value]; } = [];

    /// <summary>The arguments in place of the image's; empty for those. Whoever may use the platform can read them: never a secret.</summary>
    public IReadOnlyList<string> Command { get; init => field = [.. value]; } = [];

    /// <summary>The folder within the container in which it runs; null for the image's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The user, and after a colon the group, by names or numbers, such as <c>1000:1000</c>; null for the image's.</summary>
    public string? User { get; init; }

    /// <summary>Whether the container's own file system cannot be written to; mounts can. Default: no.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>The most memory that it may use, in mebibytes, 6 to 1,048,576; it is killed when it needs more. Null for no limit.</summary>
    public int? MemoryMib { get; init; }

    /// <summary>The most processors' time that it may use, 0.01 to 1,024, such as 1.5; null for no limit.</summary>
    public double? Cpus { get; init; }

    /// <summary>Whether a small init process of the platform is its first one, which passes signals on and clears away children that have ended. The platform must have one. Default: no.</summary>
    public bool Init { get; init; }

    /// <summary>Files that are in it before its program starts.</summary>
    public IReadOnlyList<ContainerFile> Files { get; init => field = [.. value]; } = [];

    /// <summary>Folders of the machine, volumes and memory that are mounted into it.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init => field = [.. value]; } = [];

    /// <summary>Further names by which the other components reach it, besides its own.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = [.. value]; } = [];

    /// <summary>Files and folders within it, by absolute paths, that are copied out when the environment cannot be made, before it is taken away: into <see cref="EnvironmentManagerOptions.FailureFilesDirectory"/>, up to 1,000 files and 16 MiB of one component, with known secrets replaced. Links are told, not copied. What is in mounted memory is not seen.</summary>
    public IReadOnlyList<string> CopyOnFailure { get; init => field = [.. value]; } = [];
}
