using System.Globalization;

namespace Lumina.Environments.Processes;

/// <summary>A segment of System V shared memory.</summary>
/// <param name="Id">The kernel gives it to another when this one is removed.</param>
/// <param name="Creator">The number of the process that made it.</param>
/// <param name="Size">In bytes.</param>
/// <param name="IsAttached">Whether any process has it mapped.</param>
/// <param name="Changed">When it was made or given other rights, in seconds since 1970.</param>
internal sealed record SystemVSegment(int Id, int Creator, long Size, bool IsAttached, long Changed)
{
    private const string Table = "/proc/sysvipc/shm";

    /// <summary>None where the kernel has no such memory.</summary>
    public static List<SystemVSegment> ReadAll()
    {
        List<SystemVSegment> segments = [];
        foreach (string line in File.Exists(Table) ? File.ReadLines(Table).Skip(1) : [])
        {
            // key shmid perms size cpid lpid nattch uid gid cuid cgid atime dtime ctime ...
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 13 } fields)
            {
                segments.Add(new SystemVSegment((int)Number(fields[1]), (int)Number(fields[4]), Number(fields[3]), fields[6] != "0", Number(fields[13])));
            }
        }

        return segments;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
