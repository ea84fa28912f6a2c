using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

/// <summary>What can be seen of a host and all its offspring, found by other means than the code under test uses.</summary>
[SupportedOSPlatform("linux")]
internal static class Evidence
{
    private const string PosixSegment = "/dev/shm/PostgreSQL.";

    /// <summary>Processes whose command line or working directory holds the token, zombies aside.</summary>
    public static List<string> Processes(string token) => [.. Scan(token).Select(process => process.Line)];

    /// <summary>The same, each with what the kernel says of it at that moment: later it may be gone.</summary>
    public static List<(ProcessEntry Entry, string Line)> Scan(string token)
    {
        List<(ProcessEntry Entry, string Line)> found = [];
        foreach (string directory in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out int pid))
            {
                continue;
            }

            try
            {
                string command = File.ReadAllText($"{directory}/cmdline").Replace('\0', ' ');
                string workingDirectory = ProcessFiles.ReadWorkingDirectory(pid) ?? "";
                bool isOfToken = command.Contains(token, StringComparison.Ordinal) || workingDirectory.Contains(token, StringComparison.Ordinal);
                if (isOfToken && ProcessEntry.Read(pid) is { IsAlive: true } entry)
                {
                    found.Add((entry, $"{pid} ({entry.Name}, {entry.State}): {command} in {workingDirectory}"));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return found;
    }

    public static List<string> Directories(string token, params string[] places)
        => [.. places.Append("/dev/shm").SelectMany(place => Directory.GetFileSystemEntries(place, $"*{token}*"))];

    /// <summary>System V segments made by these processes.</summary>
    public static List<string> SharedMemory(IReadOnlyCollection<int> creators)
    {
        IEnumerable<string> systemV = File.ReadLines("/proc/sysvipc/shm").Skip(1).Where(line =>
            creators.Contains(int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture)));
        return [.. systemV];
    }

    /// <summary>The files of all PostgreSQL's POSIX segments, whoever made them.</summary>
    public static string[] PosixSegments() => Directory.GetFiles(Path.GetDirectoryName(PosixSegment)!, Path.GetFileName(PosixSegment) + "*");

    /// <summary>The files of PostgreSQL's POSIX segments that the processes of a token have mapped.</summary>
    public static HashSet<string> PosixSharedMemory(string token)
    {
        HashSet<string> files = new(StringComparer.Ordinal);
        foreach ((ProcessEntry process, _) in Scan(token))
        {
            files.UnionWith(ProcessFiles.ReadMaps(process.Identity.Pid).Where(line => line.Contains(PosixSegment, StringComparison.Ordinal)).Select(line => line[line.IndexOf(PosixSegment, StringComparison.Ordinal)..]));
        }

        return files;
    }

    public static bool IsAlive(int pid) => ProcessEntry.Read(pid) is { IsAlive: true };
}
