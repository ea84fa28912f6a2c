namespace Lumina.Environments.Processes;

/// <summary>How a process ended. Both are null if only its end could be seen: it was not our child, say.</summary>
internal readonly record struct ProcessExit(int? Code, int? Signal)
{
    public override string ToString() => this switch
    {
        { Signal: { } signal } => Enum.IsDefined((ProcessSignal)signal) ? $"signal {signal} ({(ProcessSignal)signal})" : $"signal {signal}",
        { Code: { } code } => $"exit code {code}",
        _ => "exited",
    };

    public static ProcessExit FromWaitStatus(int status)
    {
        int signal = status & 0x7f;
        return signal == 0 ? new ProcessExit((status >> 8) & 0xff, Signal: null) : new ProcessExit(Code: null, signal);
    }
}
