using Lumina.Environments.Folders;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Puts files into an image: the engine puts none into a container whose root cannot be written to.</summary>
internal sealed class FiledImages(BuiltImages images, TimeProvider timeProvider)
{
    private const string Root = "root";

    /// <summary>The name of an image that is the given one with those files.</summary>
    public async Task<string> GetAsync(string image, IReadOnlyList<RecipeFile> files, string label, CancellationToken cancellationToken)
    {
        using TemporaryFolder folder = new("files", timeProvider);
        string root = Path.GetFullPath(Path.Combine(folder.Path, Root));
        foreach (RecipeFile file in files)
        {
            string path = Path.GetFullPath(Path.Combine(root, file.Path.TrimStart('/')));
            if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new ProviderException($"The file '{file.Path}' would lie outside of the image. Write its path without '..'.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, file.Content, cancellationToken).ConfigureAwait(false);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, file.Mode);
            }
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "Dockerfile"), $"FROM {image}\nCOPY {Root}/ /\n", cancellationToken).ConfigureAwait(false);
        return await images.GetAsync(new ImageBuild(folder.Path, "Dockerfile", image, label) { IsOwnFolder = true, BaseId = await images.FindIdAsync(image, cancellationToken).ConfigureAwait(false) }, cancellationToken).ConfigureAwait(false);
    }
}
