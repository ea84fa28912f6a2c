using System.Text.RegularExpressions;

namespace Lumina.Environments.Kubernetes;

/// <summary>Cron expressions as the cron jobs of Kubernetes take them: <c>L</c>, <c>W</c>, <c>#</c>, Sunday as 7 and ranges that go backwards are others' additions.</summary>
internal static partial class CronText
{
    private const int DayOfWeek = 4;
    private static readonly string[] Names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    public static bool IsTaken(string schedule)
    {
        if (!Taken().IsMatch(schedule))
        {
            return false;
        }

        string[] fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Index().All(field => field.Item.Split(',').All(part => IsTaken(part.Split('/')[0].Split('-'), isDay: field.Index == DayOfWeek)));
    }

    private static bool IsTaken(string[] ends, bool isDay) =>
        (ends.Length < 2 || Number(ends[0]) <= Number(ends[1])) && !(isDay && ends.Contains("7", StringComparer.Ordinal));

    private static int Number(string word)
    {
        int month = Array.FindIndex(Months, name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
        int day = Array.FindIndex(Names, name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
        return month >= 0 ? month + 1 : day >= 0 ? day : int.TryParse(word, out int number) ? number : 0;
    }

    [GeneratedRegex("^\\s*(?:@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|(?:[0-9*?,/ \\t-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+)\\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Taken();
}
