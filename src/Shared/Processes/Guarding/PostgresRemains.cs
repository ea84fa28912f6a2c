using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>PostgreSQL keeps a System V shared memory segment that outlives a killed server. Its pid file names both.</summary>
[SupportedOSPlatform("linux")]
internal static class PostgresRemains
{
    private const string PidFile = "postmaster.pid";
    private const int PidLine = 0;
    private const int SharedMemoryLine = 6;

    /// <summary>A postmaster's working directory is its data directory, whose pid file names it.</summary>
    public static bool IsPostmaster(ProcessEntry process)
        => process.WorkingDirectory is { } directory
            && ReadPidFile(Path.Combine(directory, PidFile)) is { Length: > PidLine } lines
            && int.TryParse(lines[PidLine], out int pid)
            && pid == process.Identity.Pid;

    /// <summary>Call it when the servers are dead and before their directories go.</summary>
    public static void RemoveSharedMemory(IEnumerable<string> directories)
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string file in directories.Where(Directory.Exists).SelectMany(directory => Directory.EnumerateFiles(directory, PidFile, options)))
        {
            if (ReadPidFile(file) is { Length: > SharedMemoryLine } lines
                && int.TryParse(lines[PidLine], out int pid)
                && lines[SharedMemoryLine].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var id]
                && int.TryParse(id, out int segment)
                && IsOf(segment, pid))
            {
                _ = LinuxInterop.SharedMemoryControl(segment, LinuxInterop.RemoveId, 0);
            }
        }
    }

    /// <summary>Ids are given out again: it is the server's segment only if the server made it and nobody is attached.</summary>
    private static bool IsOf(int segment, int pid)
    {
        // key shmid perms size cpid lpid nattch ...
        foreach (string line in File.ReadLines("/proc/sysvipc/shm"))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var id, _, _, var creator, _, var attached, ..]
                && id == $"{segment}" && creator == $"{pid}" && attached == "0")
            {
                return true;
            }
        }

        return false;
    }

    private static string[]? ReadPidFile(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
