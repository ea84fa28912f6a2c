using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>A pipe whose ends no child inherits; a child gets its end by duplication at its start.</summary>
[SupportedOSPlatform("linux")]
internal readonly record struct PipeEnds(int Read, int Write)
{
    public static unsafe PipeEnds Create()
    {
        int* ends = stackalloc int[2];
        return LinuxInterop.Pipe(ends, LinuxInterop.CloseOnExec) == 0
            ? new PipeEnds(ends[0], ends[1])
            : throw LinuxError.Last("No pipe could be made");
    }
}
