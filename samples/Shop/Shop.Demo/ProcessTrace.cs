using System.Globalization;

namespace Shop.Demo;

/// <summary>Takes note of the processes below this one and of the temporary directories that they work in, and says afterwards which of them are left. It asks the system, not the library.</summary>
internal sealed class ProcessTrace
{
    private const string ProcessTable = "/proc";
    private static readonly string[] TemporaryRoots = [Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.GetTempPath())), "/dev/shm"];

    private readonly Dictionary<int, Seen> _processes = [];
    private readonly SortedSet<string> _directories = new(StringComparer.Ordinal);

    public static bool IsSupported => OperatingSystem.IsLinux();

    public int ProcessCount => _processes.Count;

    public IReadOnlyCollection<string> Directories => _directories;

    /// <summary>How many of which program were seen, such as <c>9 postgres, 1 redis-server</c>.</summary>
    public string Programs => string.Join(", ", _processes.Values.GroupBy(process => process.Program).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} {group.Key}"));

    /// <summary>Notes what runs now.</summary>
    public void Note()
    {
        Dictionary<int, Seen> all = ReadAll();
        HashSet<int> family = [Environment.ProcessId, .. _processes.Where(known => IsSame(all, known.Key, known.Value)).Select(known => known.Key)];
        bool grown = true;
        while (grown)
        {
            grown = false;
            foreach ((int id, Seen process) in all)
            {
                grown |= family.Contains(process.Parent) && family.Add(id);
            }
        }

        foreach (int id in family.Where(id => id != Environment.ProcessId))
        {
            _processes[id] = all[id];
            _directories.UnionWith(PathsOf(id).Select(TemporaryDirectoryOf).OfType<string>());
        }
    }

    /// <summary>What is left of all that was noted: nothing, if all went well. Waits a while for what is on its way out.</summary>
    public async Task<IReadOnlyList<string>> FindLeftAsync(TimeSpan patience)
    {
        DateTimeOffset until = DateTimeOffset.UtcNow + patience;
        while (true)
        {
            Dictionary<int, Seen> all = ReadAll();
            string[] left =
            [
                .. _processes.Where(known => IsSame(all, known.Key, known.Value)).Select(known => $"process {known.Key} ({known.Value.Program})"),
                .. _directories.Where(Directory.Exists).Select(directory => $"directory {directory}"),
            ];
            if (left.Length == 0 || DateTimeOffset.UtcNow > until)
            {
                return left;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private static bool IsSame(Dictionary<int, Seen> all, int id, Seen known) => all.TryGetValue(id, out Seen? present) && present.StartTime == known.StartTime;

    private static Dictionary<int, Seen> ReadAll()
    {
        Dictionary<int, Seen> all = [];
        foreach (string directory in Directory.EnumerateDirectories(ProcessTable))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int id) && Read(directory) is { } process)
            {
                all[id] = process;
            }
        }

        return all;
    }

    private static Seen? Read(string directory)
    {
        try
        {
            // 12 (name) S 1 …: the name may hold anything, so fields are counted from its last parenthesis.
            string stat = File.ReadAllText(Path.Combine(directory, "stat"));
            int open = stat.IndexOf('(', StringComparison.Ordinal);
            int close = stat.LastIndexOf(')');
            string[] fields = stat[(close + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new Seen(stat[(open + 1)..close], int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where the process works, and whatever its command line names.</summary>
    private static List<string> PathsOf(int id)
    {
        List<string> paths = [];
        try
        {
            paths.AddRange(File.ReadAllText($"{ProcessTable}/{id}/cmdline").Split('\0'));
            paths.Add(new FileInfo($"{ProcessTable}/{id}/cwd").LinkTarget ?? "");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
        }

        return paths;
    }

    /// <summary>The topmost directory below a temporary one; null where the path is not below one.</summary>
    private static string? TemporaryDirectoryOf(string path)
    {
        string? root = TemporaryRoots.FirstOrDefault(root => path.StartsWith(root + "/", StringComparison.Ordinal));
        return root is null ? null : Path.Combine(root, path[(root.Length + 1)..].Split('/')[0]);
    }

    private sealed record Seen(string Program, int Parent, string StartTime);
}
