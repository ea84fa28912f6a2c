namespace Lumina.Environments.Local.Tests;

/// <summary>Looks for a secret where none may be.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal static class Secrets
{
    public static List<string> InCommandLines(string secret)
    {
        List<string> found = [];
        foreach (string directory in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                string line = File.ReadAllText($"{directory}/cmdline");
                if (line.Contains(secret, StringComparison.Ordinal))
                {
                    found.Add(line);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return found;
    }

    /// <summary>Files that others than their owner can read and reach, with the secret in them.</summary>
    public static List<string> InFiles(string secret, params IReadOnlyList<string> places)
    {
        List<string> found = [];
        foreach (string place in places)
        {
            Walk(place, secret, found);
        }

        return found;
    }

    private static string Read(string file)
    {
        // A lock on the file is no matter here.
        using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private static void Walk(string directory, string secret, List<string> found)
    {
        foreach (string file in Directory.EnumerateFiles(directory))
        {
            if ((File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None
                && new FileInfo(file).Length > 0
                && Read(file).Contains(secret, StringComparison.Ordinal))
            {
                found.Add(file);
            }
        }

        foreach (string inner in Directory.EnumerateDirectories(directory))
        {
            if ((File.GetUnixFileMode(inner) & (UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None)
            {
                Walk(inner, secret, found);
            }
        }
    }
}
