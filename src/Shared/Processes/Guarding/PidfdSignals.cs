using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>
/// A pid is held by a pidfd first and its start time read after that, so that whoever gets the signal is the one that was meant:
/// while we look, the number can't change hands unseen.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PidfdSignals : ISignals
{
    public bool Send(ProcessIdentity process, ProcessSignal signal)
    {
        int pidfd = LinuxInterop.PidfdOpen(process.Pid);
        if (pidfd < 0)
        {
            return false;
        }

        try
        {
            return ProcessEntry.Read(process.Pid)?.Identity == process && LinuxInterop.PidfdSendSignal(pidfd, (int)signal);
        }
        finally
        {
            _ = LinuxInterop.Close(pidfd);
        }
    }
}
