using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>The files of a folder that go into the build of an image: those that no <c>.dockerignore</c> leaves out. What a folder left out holds is not looked at.</summary>
internal sealed class BuildContext(string directory, string dockerfile)
{
    private readonly IgnoreRules _ignored = IgnoreRules.In(directory);

    /// <summary>The files by their paths from the folder, with slashes, in the order of these.</summary>
    /// <remarks>A link to a file or a folder stands for what it leads to.</remarks>
    /// <exception cref="ProviderException">A folder cannot be read.</exception>
    public IReadOnlyList<string> Find(CancellationToken cancellationToken)
    {
        List<string> found = [];
        try
        {
            Walk(new DirectoryInfo(directory), "", [], found, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Copies what was found to another folder, from which the image can be built: it has nothing else, and no links.</summary>
    /// <exception cref="ProviderException">A file cannot be read.</exception>
    public void Copy(IReadOnlyList<string> paths, string target, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string path in paths)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string copy = Path.Combine(target, path);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(FullPath(path), copy);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(exception);
        }
    }

    public string FullPath(string path) => Path.Combine(directory, path);

    public ProviderException Unreadable(Exception exception) =>
        new($"What the image is built of, in '{directory}', cannot be read: {exception.Message.TrimEnd('.')}. Mend it, or leave it out in the .dockerignore.", exception);

    /// <param name="folder">Where the folder lies.</param>
    /// <param name="within">Its path from the first, with a slash at its end; empty for the first.</param>
    /// <param name="above">The folders that it was entered from: one that a link leads back to is not entered again.</param>
    /// <param name="found">Gets the files.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private void Walk(FileSystemInfo folder, string within, HashSet<string> above, List<string> found, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string real = (folder.ResolveLinkTarget(returnFinalTarget: true) ?? folder).FullName;
        if (!above.Add(real))
        {
            return;
        }

        foreach (FileSystemInfo entry in new DirectoryInfo(real).EnumerateFileSystemInfos())
        {
            string path = within + entry.Name;
            if (entry is DirectoryInfo)
            {
                if (!_ignored.LeavesOutAllOf(path))
                {
                    Walk(entry, path + '/', above, found, cancellationToken);
                }
            }
            else if (path == dockerfile || !_ignored.LeavesOut(path))
            {
                found.Add(path);
            }
        }

        above.Remove(real);
    }
}
