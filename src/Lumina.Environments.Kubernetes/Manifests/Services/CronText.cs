using System.Text.RegularExpressions;

namespace Lumina.Environments.Kubernetes;

/// <summary>Cron expressions as the cron jobs of Kubernetes take them: <c>L</c>, <c>W</c> and <c>#</c> are others' additions.</summary>
internal static partial class CronText
{
    public static bool IsTaken(string schedule) => Taken().IsMatch(schedule);

    [GeneratedRegex("^\\s*(?:@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|(?:[0-9*?,/ \\t-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+)\\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Taken();
}
