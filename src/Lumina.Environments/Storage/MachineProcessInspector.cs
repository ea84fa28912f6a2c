using System.Diagnostics;
using System.Globalization;

namespace Lumina.Environments;

/// <summary>Asks this machine's process table.</summary>
internal sealed class MachineProcessInspector : IProcessInspector
{
    private const int IdentifierBytes = 10;

    // The 22nd field of /proc/PID/stat, counted from after the name's closing parenthesis (proc_pid_stat(5)): clock ticks since the machine was started.
    private const int StartTimeField = 19;

    public MachineProcessInspector(IRandomSource random)
    {
        Span<byte> identifier = stackalloc byte[IdentifierBytes];
        random.Fill(identifier);
        Current = new LeaseHolder(Convert.ToHexStringLower(identifier), ThisMachine(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);
    }

    public LeaseHolder Current { get; }

    public bool IsDebugged => Debugger.IsAttached;

    public bool? IsAlive(LeaseHolder holder)
    {
        ArgumentNullException.ThrowIfNull(holder);
        return holder.Machine == Current.Machine ? StartOf(holder.ProcessId) == holder.ProcessStartedAt : null;
    }

    // A process identifier means something only within one boot of one machine and one namespace of processes.
    private static string ThisMachine() => OperatingSystem.IsLinux()
        ? $"{Environment.MachineName}/{Read("/proc/sys/kernel/random/boot_id")}/{new FileInfo("/proc/self/ns/pid").LinkTarget}"
        : Environment.MachineName;

    private static long? StartOf(int processId) => OperatingSystem.IsLinux() ? StartOnLinux(processId) : StartElsewhere(processId);

    private static long? StartOnLinux(int processId)
    {
        if (Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat")) is not { Length: > 0 } stat)
        {
            return null;
        }

        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool isDead = fields is ["Z" or "X", ..];
        return isDead ? null : long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture);
    }

    private static long? StartElsewhere(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
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
