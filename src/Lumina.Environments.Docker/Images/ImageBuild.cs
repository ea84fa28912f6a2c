using System.Security.Cryptography;
using System.Text;
using Lumina.Environments.Providers;

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

    /// <summary>The images that it is built on and that the engine did not have.</summary>
    public IReadOnlyList<string> MissingBases { get; init; } = [];

    /// <summary>Whether the folder has nothing but what goes into it, and nobody else writes there.</summary>
    public bool IsOwnFolder { get; init; }

    /// <summary>The files that go into it.</summary>
    public BuildContext Context => new(Directory, Dockerfile);

    /// <summary>The image's name: the same for the same content, wherever it lies.</summary>
    /// <param name="paths">The files that go into it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProviderException">A file cannot be read.</exception>
    public async Task<string> NameAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        BuildContext context = Context;
        Add(hash, Dockerfile);
        Add(hash, Target ?? "");
        Add(hash, BaseId ?? "");
        try
        {
            foreach (string path in paths)
            {
                string file = context.FullPath(path);
                Add(hash, path);
                Add(hash, OperatingSystem.IsWindows() ? "" : File.GetUnixFileMode(file).ToString());
                FileStream content = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
                await using (content.ConfigureAwait(false))
                {
                    hash.AppendData(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw context.Unreadable(exception);
        }

        string label = new([.. Label.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-')]);
        return $"lumina-image/{label.Trim('-')}:{Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength]}";
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\0'));
}
