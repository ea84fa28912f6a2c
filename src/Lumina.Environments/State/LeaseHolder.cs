namespace Lumina.Environments;

/// <summary>Who operates on environments: one manager in one process on one machine.</summary>
/// <param name="Id">Tells managers of one process apart; unique.</param>
/// <param name="Machine">The machine as it runs now: another name after it was started again, and in another container.</param>
/// <param name="ProcessId">The process's identifier on the machine.</param>
/// <param name="ProcessStartedAt">When the process was started, in the machine's own count; with <paramref name="ProcessId"/> it tells a process from a later one with the same identifier.</param>
public sealed record LeaseHolder(string Id, string Machine, int ProcessId, long ProcessStartedAt)
{
    /// <summary>The holder in words, such as <c>process 4711 on build-7</c>.</summary>
    public override string ToString() => $"process {ProcessId} on {Machine.Split('/')[0]}";
}
