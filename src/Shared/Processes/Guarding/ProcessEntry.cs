using System.Text;

namespace Lumina.Environments.Processes;

/// <summary>One process as the kernel showed it at one moment.</summary>
internal sealed record ProcessEntry(ProcessIdentity Identity, string Name, char State, int Parent, int Session, bool HasTerminal = false)
{
    /// <summary>The variables of its environment that bear our marks; empty if it may not be read.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    /// <summary>A zombie is gone: only its parent can make it disappear, and that may never happen in a container.</summary>
    public bool IsAlive => State is not ('Z' or 'X');

    /// <summary>Stopped by a signal or a debugger.</summary>
    public bool IsPaused => State is 'T' or 't';

    /// <summary>Whether that very process lives.</summary>
    public static bool Lives(ProcessIdentity process) => Read(process.Pid) is { IsAlive: true } entry && entry.Identity == process;

    /// <summary>Reads <c>/proc/PID/stat</c>, without marks and working directory; null if there is no such process.</summary>
    public static ProcessEntry? Read(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat", Encoding.Latin1));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The name is in parentheses and may hold any character, so the rest is counted from the last one.</summary>
    internal static ProcessEntry? Parse(string stat)
    {
        int open = stat.IndexOf('(', StringComparison.Ordinal);
        int close = stat.LastIndexOf(')');
        if (open < 0 || close < open)
        {
            return null;
        }

        string[] fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19
            && int.TryParse(stat.AsSpan(0, open).Trim(), out int pid)
            && int.TryParse(fields[1], out int parent)
            && int.TryParse(fields[3], out int session)
            && long.TryParse(fields[19], out long start)
            ? new ProcessEntry(new ProcessIdentity(pid, start), stat[(open + 1)..close], fields[0][0], parent, session, fields[4] != "0")
            : null;
    }
}
