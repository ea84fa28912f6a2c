using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

/// <summary>What can be seen of a host and all its offspring, found by other means than the code under test uses.</summary>
[SupportedOSPlatform("linux")]
internal static class Evidence
{
    /// <summary>Processes whose command line or working directory holds the token, zombies aside.</summary>
    public static List<string> Processes(string token)
    {
        List<string> found = [];
        foreach (string directory in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out int pid))
            {
                continue;
            }

            try
            {
                string command = File.ReadAllText($"{directory}/cmdline").Replace('\0', ' ');
                string workingDirectory = new FileInfo($"{directory}/cwd").LinkTarget ?? "";
                if (command.Contains(token, StringComparison.Ordinal) || workingDirectory.Contains(token, StringComparison.Ordinal))
                {
                    found.Add(ProcessEntry.Read(pid) is { IsAlive: true } entry ? $"{pid} ({entry.Name}, {entry.State}): {command} in {workingDirectory}" : "");
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return [.. found.Where(line => line.Length > 0)];
    }

    public static List<string> Directories(string token, params string[] places)
        => [.. places.Append("/dev/shm").SelectMany(place => Directory.GetFileSystemEntries(place, $"*{token}*"))];

    /// <summary>System V segments made by these processes, and POSIX ones of any PostgreSQL.</summary>
    public static List<string> SharedMemory(IReadOnlyCollection<int> creators)
    {
        IEnumerable<string> systemV = File.ReadLines("/proc/sysvipc/shm").Skip(1).Where(line =>
            creators.Contains(int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture)));
        return [.. systemV];
    }

    public static List<string> PosixSharedMemory() => [.. Directory.GetFiles("/dev/shm", "PostgreSQL.*")];

    public static bool IsAlive(int pid) => ProcessEntry.Read(pid) is { IsAlive: true };
}
