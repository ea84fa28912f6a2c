using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Lumina.Environments;

/// <summary>Asks this machine's process table.</summary>
internal sealed class MachineProcessInspector : IProcessInspector
{
    private const int IdentifierBytes = 10;

    // The 22nd field of /proc/PID/stat, counted from after the name's closing parenthesis (proc_pid_stat(5)): clock ticks since the machine was started.
    private const int StartTimeField = 19;

    /// <summary>The start of a process that could not even tell its own.</summary>
    private const long UnknownStart = 0;

    public MachineProcessInspector(IRandomSource random)
    {
        Span<byte> identifier = stackalloc byte[IdentifierBytes];
        random.Fill(identifier);
        Current = new LeaseHolder(
            Convert.ToHexStringLower(identifier), ThisMachine(), Environment.ProcessId, TryReadStart(Environment.ProcessId, out long? startedAt) ? startedAt ?? UnknownStart : UnknownStart);
    }

    /// <summary>Where Linux shows its processes.</summary>
    public string ProcessDirectory { get; init; } = "/proc";

    public LeaseHolder Current { get; }

    public bool IsDebugged => Debugger.IsAttached;

    public bool? IsAlive(LeaseHolder holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        if (holder.Machine != Current.Machine || !TryReadStart(holder.ProcessId, out long? startedAt))
        {
            return null;
        }

        return startedAt is null ? false : holder.ProcessStartedAt == UnknownStart ? null : startedAt == holder.ProcessStartedAt;
    }

    // A process identifier means something only within one boot of one machine and one namespace of processes.
    private static string ThisMachine() => OperatingSystem.IsLinux()
        ? $"{Environment.MachineName}/{Read("/proc/sys/kernel/random/boot_id")}/{new FileInfo("/proc/self/ns/pid").LinkTarget}"
        : Environment.MachineName;

    /// <param name="processId">The process.</param>
    /// <param name="startedAt">When it was started; null where it is gone.</param>
    /// <returns>False where it is there, or may be, and cannot be looked at.</returns>
    private bool TryReadStart(int processId, out long? startedAt)
    {
        startedAt = null;
        return OperatingSystem.IsLinux() ? TryReadOnLinux(processId, ref startedAt) : TryReadElsewhere(processId, ref startedAt);
    }

    private bool TryReadOnLinux(int processId, ref long? startedAt)
    {
        if (Read(Path.Combine(ProcessDirectory, processId.ToString(CultureInfo.InvariantCulture), "stat")) is not { Length: > 0 } stat)
        {
            // It may be another user's (hidepid), or this process may have no file left to open: what others hold hangs on the answer.
            return IsGone(processId);
        }

        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool isDead = fields is ["Z" or "X", ..];
        startedAt = isDead ? null : long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture);
        return true;
    }

    private static bool TryReadElsewhere(int processId, ref long? startedAt)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            startedAt = process.StartTime.ToUniversalTime().Ticks;
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It is not there, or has ended a moment ago.
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Whether the system knows no such process, whoever may look at it.</summary>
    private static bool IsGone(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
