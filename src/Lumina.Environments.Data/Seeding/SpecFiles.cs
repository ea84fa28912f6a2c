namespace Lumina.Environments.Data;

/// <summary>Finds the files and folders that a spec names.</summary>
internal static class SpecFiles
{
    private static readonly string[] SolutionMarks = ["*.sln", "*.slnx"];

    /// <summary>
    /// Looks at a path as it is where it is absolute; else from the base directory, from the working directory, and from the nearest folder above
    /// either, or above the program, that holds a solution.
    /// </summary>
    /// <returns>The full path, or null with every place that was looked at.</returns>
    public static string? Find(string path, string baseDirectory, out IReadOnlyList<string> lookedAt)
    {
        List<string> places = [];
        lookedAt = places;
        foreach (string place in Path.IsPathRooted(path) ? [path] : Places(path, baseDirectory))
        {
            string full = Path.GetFullPath(place);
            if (places.Contains(full, StringComparer.Ordinal))
            {
                continue;
            }

            places.Add(full);
            if (Path.Exists(full))
            {
                return full;
            }
        }

        return null;
    }

    private static IEnumerable<string> Places(string path, string baseDirectory)
    {
        yield return Path.Combine(baseDirectory, path);
        yield return path;
        foreach (string start in (string[])[baseDirectory, ".", AppContext.BaseDirectory])
        {
            if (SolutionRoot(start) is { } root)
            {
                yield return Path.Combine(root, path);
            }
        }
    }

    private static string? SolutionRoot(string start)
    {
        for (DirectoryInfo? directory = new(Path.GetFullPath(start)); directory is not null; directory = directory.Parent)
        {
            if (directory.Exists && SolutionMarks.Any(mark => directory.EnumerateFiles(mark).Any()))
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
