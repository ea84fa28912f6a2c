using System.Globalization;
using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>
/// Whether the ends of children are collected by others before we can ask for their exit codes: .NET collects every child where it is the first process of a
/// container (as an init has to), and where the process was started with SIGCHLD ignored, in which case the kernel does.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class ForeignReaping
{
    private const string Ignored = "SigIgn:";
    private const ulong ChildEnded = 1UL << (17 - 1);

    public static bool IsExpected() => Environment.ProcessId == 1
        || File.ReadLines("/proc/self/status").Any(line => line.StartsWith(Ignored, StringComparison.Ordinal)
            && (ulong.Parse(line[Ignored.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ChildEnded) != 0);
}
