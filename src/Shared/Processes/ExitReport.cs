using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Lumina.Environments.Processes;

/// <summary>A pipe over which a shell that stays with a program tells how it ended. For hosts whose children others collect.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ExitReport
{
    private const int LongestCode = 3;

    private readonly PipeEnds _pipe = PipeEnds.Create();

    public int WriteEnd => _pipe.Write;

    /// <summary>The shell has its own copy of the end that is written to (or was never started).</summary>
    public void Begin() => _ = LinuxInterop.Close(_pipe.Write);

    /// <summary>What was told, when the shell has ended; once.</summary>
    public unsafe ProcessExit Take()
    {
        byte* text = stackalloc byte[LongestCode];
        _ = LinuxInterop.Control(_pipe.Read, LinuxInterop.SetStatusFlags, LinuxInterop.NonBlocking);
        nint length = LinuxInterop.Read(_pipe.Read, text, LongestCode);
        Close();
        return length > 0 && int.TryParse(Encoding.ASCII.GetString(text, (int)length), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            ? new ProcessExit(code, Signal: null)
            : default;
    }

    public void Close() => _ = LinuxInterop.Close(_pipe.Read);
}
