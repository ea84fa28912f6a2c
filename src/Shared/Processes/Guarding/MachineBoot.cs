namespace Lumina.Environments.Processes;

internal static class MachineBoot
{
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
}
