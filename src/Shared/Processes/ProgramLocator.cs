using System.Globalization;

namespace Lumina.Environments.Processes;

/// <summary>Finds programs: by option, by environment variable, in the PATH, in the usual places.</summary>
/// <param name="readVariable">Reads an environment variable.</param>
internal sealed class ProgramLocator(Func<string, string?> readVariable)
{
    public ProgramSearch Find(ProgramQuery query)
    {
        List<string> found = [];
        List<string> lookedAt = [];
        if (query.GivenPath is { } given)
        {
            Look(given, query.FileName, $"the given path {given}", found, lookedAt);
            return new ProgramSearch(query.FileName, found, lookedAt);
        }

        if (query.EnvironmentVariable is { } variable)
        {
            if (readVariable(variable) is { Length: > 0 } value)
            {
                // Who names one means that one, and wants to hear of it where it is not there.
                Look(value, query.FileName, $"{variable}={value}", found, lookedAt);
                return new ProgramSearch(query.FileName, found, lookedAt);
            }

            lookedAt.Add($"{variable} (not set)");
        }

        foreach (string directory in (readVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            Look(directory, query.FileName, $"{directory} (PATH)", found, lookedAt);
        }

        foreach (string place in query.UsualPlaces)
        {
            List<string> directories = Expand(place);
            if (directories.Count == 0)
            {
                lookedAt.Add($"{place} (absent)");
            }

            foreach (string directory in directories)
            {
                Look(directory, query.FileName, directory, found, lookedAt);
            }
        }

        return new ProgramSearch(query.FileName, [.. found.Distinct(StringComparer.Ordinal)], lookedAt);
    }

    private static void Look(string place, string fileName, string description, List<string> found, List<string> lookedAt)
    {
        string path = Directory.Exists(place) ? Path.Combine(place, fileName) : place;
        bool isProgram = IsProgram(path);
        lookedAt.Add(!isProgram && File.Exists(path) ? $"{description} (there, and may not be executed)" : description);
        if (isProgram)
        {
            found.Add(FollowLink(Path.GetFullPath(path)));
        }
    }

    /// <summary>A server's other programs lie beside the real file. A link under another name is left as it is: its name means something.</summary>
    private static string FollowLink(string path)
        => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName is { } target && Path.GetFileName(target) == Path.GetFileName(path)
            ? target
            : path;

    internal static bool IsProgram(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None);
    }

    private static List<string> Expand(string pattern)
    {
        List<string> directories = ["/"];
        foreach (string part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            directories = part == "*"
                ? [.. directories.SelectMany(Directory.GetDirectories).OrderByDescending(Version).ThenByDescending(directory => directory, StringComparer.Ordinal)]
                : [.. directories.Select(directory => Path.Combine(directory, part)).Where(Directory.Exists)];
        }

        return directories;
    }

    private static double Version(string directory)
        => double.TryParse(Path.GetFileName(directory), NumberStyles.Float, CultureInfo.InvariantCulture, out double version) ? version : -1;
}
