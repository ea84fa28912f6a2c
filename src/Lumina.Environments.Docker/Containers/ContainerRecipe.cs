using Docker.DotNet.Models;

namespace Lumina.Environments.Docker;

/// <summary>All that is to be known to make a container.</summary>
/// <param name="Name">Its name in the engine.</param>
/// <param name="Image">Its image.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record ContainerRecipe(string Name, string Image, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>What runs in place of the image's entrypoint; empty for that.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The arguments in place of the image's; empty for those.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Environment variables. Values may be secret: whoever may use the engine can read them there.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The ports that are published.</summary>
    public IReadOnlyList<ContainerPort> Ports { get; init; } = [];

    /// <summary>The network that it is in; null for the engine's default.</summary>
    public string? Network { get; init; }

    /// <summary>The names by which others in <see cref="Network"/> reach it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>How it runs within the container; null for the image's own way.</summary>
    public ContainerSettings Settings { get; init; } = new();

    /// <summary>Files that are in it from the first moment.</summary>
    public IReadOnlyList<RecipeFile> Files { get; init; } = [];

    /// <summary>Mounts, with their sources resolved.</summary>
    public IReadOnlyList<Mount> Mounts { get; init; } = [];
}
