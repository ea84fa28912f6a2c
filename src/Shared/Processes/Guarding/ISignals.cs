namespace Lumina.Environments.Processes;

internal interface ISignals
{
    /// <summary>Signals exactly this process; false if it is gone (or its pid is another's by now) or may not be signalled.</summary>
    bool Send(ProcessIdentity process, ProcessSignal signal);
}
