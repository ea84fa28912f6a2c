namespace Lumina.Environments.Processes;

/// <summary>
/// A process that can't be mistaken for another: a pid alone is used again as soon as its process is gone.
/// The start time is the kernel's own, in clock ticks since boot.
/// </summary>
internal readonly record struct ProcessIdentity(int Pid, long StartTime)
{
    /// <summary>USER_HZ, the same on every architecture that .NET runs on.</summary>
    public const int TicksPerSecond = 100;

    public override string ToString() => $"{Pid}:{StartTime}";

    public static bool TryParse(ReadOnlySpan<char> text, out ProcessIdentity identity)
    {
        int colon = text.IndexOf(':');
        if (colon > 0 && int.TryParse(text[..colon], out int pid) && long.TryParse(text[(colon + 1)..], out long start))
        {
            identity = new ProcessIdentity(pid, start);
            return true;
        }

        identity = default;
        return false;
    }
}
