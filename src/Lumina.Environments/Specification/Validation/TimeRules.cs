namespace Lumina.Environments;

/// <summary>Rules between two durations, of which one must not be longer than the other.</summary>
internal static class TimeRules
{
    /// <summary>A duration that was chosen and is longer than the limit around it. A default gives way to a shorter limit instead of being a fault: nobody wrote it.</summary>
    /// <remarks>A limit that is unlimited, or no duration at all (a fault of its own), limits nothing.</remarks>
    public static void Within(string path, TimeSpan value, TimeSpan? defaultValue, string limitPath, TimeSpan? limit, FaultList faults)
    {
        if (limit is { } most && most > TimeSpan.Zero && value != defaultValue && value > most)
        {
            faults.Add(
                path,
                $"{DurationText.Format(value)} is longer than {limitPath}, which is {DurationText.Format(most)}.",
                $"Make it {DurationText.Format(most)} or less, or {limitPath} {DurationText.Format(value)} or more.");
        }
    }
}
