using System.Runtime.Versioning;
using System.Text;

namespace Lumina.Environments.Processes;

/// <summary>Looks at every process of the machine once.</summary>
[SupportedOSPlatform("linux")]
internal static class ProcessScan
{
    /// <summary>
    /// All living processes. Marks and working directories are read of those that started at <paramref name="since"/> or later only:
    /// what is older can't be ours, and reading costs.
    /// </summary>
    public static List<ProcessEntry> Take(long since)
    {
        List<ProcessEntry> entries = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), out int pid) || ProcessEntry.Read(pid) is not { IsAlive: true } entry)
            {
                continue;
            }

            entries.Add(entry.Identity.StartTime < since
                ? entry
                : entry with { Marks = ReadMarks(pid), WorkingDirectory = ReadWorkingDirectory(pid) });
        }

        return entries;
    }

    public static List<string> ReadMarks(int pid)
    {
        List<string> marks = [];
        ReadOnlySpan<byte> rest = ProcessFiles.ReadEnvironment(pid);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            ReadOnlySpan<byte> variable = end < 0 ? rest : rest[..end];
            if (variable.StartsWith("LUMINA_"u8))
            {
                marks.Add(Encoding.UTF8.GetString(variable));
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return marks;
    }

    private static string? ReadWorkingDirectory(int pid)
    {
        // The kernel adds this to the name of a directory that has been deleted.
        const string Deleted = " (deleted)";
        string? target = ProcessFiles.ReadWorkingDirectory(pid);
        return target is not null && target.EndsWith(Deleted, StringComparison.Ordinal) ? target[..^Deleted.Length] : target;
    }
}
