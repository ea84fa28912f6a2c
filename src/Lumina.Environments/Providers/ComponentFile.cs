namespace Lumina.Environments.Providers;

/// <summary>A file that is read out of a component.</summary>
/// <param name="Path">Its absolute path within the component, with <c>/</c>; where there are several replicas, with the number of one in front, such as <c>/2/var/log/api.log</c>.</param>
/// <param name="Content">What is in it, to be read once. It belongs to the provider.</param>
public sealed record ComponentFile(string Path, Stream Content)
{
    /// <summary>Where it leads, where it is a link: it has no content then, and is told, not copied. Default: null, it is a file.</summary>
    public string? LinkTarget { get; init; }
}
