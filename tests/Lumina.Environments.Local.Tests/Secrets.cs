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
            Directory.Exists(place).Should().BeTrue("{0} is to be looked through", place);
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
        found.AddRange(IfThere(() => Directory.GetFiles(directory), []).Where(file => IfThere(() => IsReadable(file) && Read(file).Contains(secret, StringComparison.Ordinal), otherwise: false)));
        foreach (string inner in IfThere(() => Directory.GetDirectories(directory), []).Where(inner => IfThere(() => IsReachable(inner), otherwise: false)))
        {
            Walk(inner, secret, found);
        }
    }

    private static bool IsReadable(string file) =>
        (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None && new FileInfo(file).Length > 0;

    private static bool IsReachable(string directory) =>
        (File.GetUnixFileMode(directory) & (UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;

    /// <summary>Other tests delete things between their being listed and looked at.</summary>
    private static T IfThere<T>(Func<T> look, T otherwise)
    {
        try
        {
            return look();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return otherwise;
        }
    }
}
