using System.Globalization;

namespace Lumina.Environments.Processes;

internal static class MachineBoot
{
    private const string Time = "btime ";

    /// <summary>Pids and start times mean something within one boot only.</summary>
    public static string ReadId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    /// <summary>When it was, in seconds since 1970; null where the kernel does not say.</summary>
    public static long? ReadTime() =>
        File.ReadLines("/proc/stat").FirstOrDefault(line => line.StartsWith(Time, StringComparison.Ordinal)) is { } line
            && long.TryParse(line.AsSpan(Time.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long time) ? time : null;
}
