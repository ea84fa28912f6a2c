using System.Security.Cryptography;
using System.Text;

namespace Lumina.Environments.Docker;

/// <summary>An image that is to be built.</summary>
/// <param name="Directory">The folder from which it is built, whose files it can copy.</param>
/// <param name="Dockerfile">The name of the Dockerfile in that folder.</param>
/// <param name="Source">What it is built from, for people: a Dockerfile, a project.</param>
/// <param name="Label">A name for people.</param>
internal sealed record ImageBuild(string Directory, string Dockerfile, string Source, string Label)
{
    private const int HashLength = 16;

    /// <summary>The stage at which it ends; null for the last.</summary>
    public string? Target { get; init; }

    /// <summary>The identifier of the image that it is built on: a name stands for another one when it is built or pulled anew. Null where it is not known.</summary>
    public string? BaseId { get; init; }

    /// <summary>The image's name: the same for the same content, wherever it lies.</summary>
    public string NameIt()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Dockerfile);
        Add(hash, Target ?? "");
        Add(hash, BaseId ?? "");
        foreach (string path in Files())
        {
            string file = Path.Combine(Directory, path);
            Add(hash, path);
            Add(hash, OperatingSystem.IsWindows() ? "" : File.GetUnixFileMode(file).ToString());
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        string label = new([.. Label.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-')]);
        return $"lumina-image/{label.Trim('-')}:{Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength]}";
    }

    private IEnumerable<string> Files()
    {
        IgnoreRules ignored = IgnoreRules.In(Directory);
        return System.IO.Directory.EnumerateFiles(Directory, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Directory, file).Replace('\\', '/'))
            .Where(path => path == Dockerfile || !ignored.LeavesOut(path))
            .Order(StringComparer.Ordinal);
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\0'));
}
