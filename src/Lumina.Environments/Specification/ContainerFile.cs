namespace Lumina.Environments;

/// <summary>A file that is in a container before its program starts. Everybody in the container can read it.</summary>
/// <param name="Path">Its absolute path within the container.</param>
/// <param name="Content">What is in it, as UTF-8. It is recorded: never a secret.</param>
public sealed record ContainerFile(string Path, string Content)
{
    /// <summary>Whether it can be run. Default: no.</summary>
    public bool Executable { get; init; }
}
