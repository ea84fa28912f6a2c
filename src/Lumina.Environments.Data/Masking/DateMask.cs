using System.Globalization;
using System.Text.RegularExpressions;

namespace Lumina.Environments.Data;

/// <summary>Another day of the same year; of a time stamp another second of it.</summary>
/// <remarks>Values are as PostgreSQL writes them in ISO style at UTC, so that a time stamp with a time zone stays within its year too.</remarks>
internal sealed partial class DateMask(MaskingKey key) : IValueMask
{
    private const string Kind = "date";
    private const int SecondsOfDay = 86_400;
    private readonly FormatPermutation _permutation = new(key);
    private readonly ShapePermutation _shapes = new(key);

    public bool KeepsDifferent => true;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        Match match = Form().Match(value);
        if (!match.Success)
        {
            // Infinity is nobody's date.
            return value;
        }

        string year = match.Groups["year"].Value;
        bool beforeChrist = match.Groups["era"].Success;
        bool isLeap = !beforeChrist && IsLeap(Number(year));
        int[] months = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        int day = Math.Min(months.Take(Number(match.Groups["month"].Value) - 1).Sum() + Number(match.Groups["day"].Value), months.Sum()) - 1;
        string tweak = $"{Kind}\0{year}{match.Groups["era"].Value}";
        if (!match.Groups["hour"].Success)
        {
            return Day(year, months, (int)_permutation.Replace(tweak, (ulong)day, (ulong)months.Sum())) + match.Groups["era"].Value;
        }

        ulong second = ((ulong)day * SecondsOfDay) + (ulong)((Number(match.Groups["hour"].Value) * 3600) + (Number(match.Groups["minute"].Value) * 60) + Number(match.Groups["second"].Value));
        ulong replaced = _permutation.Replace(tweak, second, (ulong)months.Sum() * SecondsOfDay);
        int time = (int)(replaced % SecondsOfDay);
        string fraction = match.Groups["fraction"].Success ? _shapes.Replace($"{tweak}\0{second}", match.Groups["fraction"].Value) : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Day(year, months, (int)(replaced / SecondsOfDay))} {time / 3600:00}:{time / 60 % 60:00}:{time % 60:00}{fraction}{match.Groups["zone"].Value}{match.Groups["era"].Value}");
    }

    private static string Day(string year, int[] months, int day)
    {
        int month = 0;
        while (day >= months[month])
        {
            day -= months[month++];
        }

        return string.Create(CultureInfo.InvariantCulture, $"{year}-{month + 1:00}-{day + 1:00}");
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<year>\d{4,6})-(?<month>\d\d)-(?<day>\d\d)( (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?<fraction>\.\d+)?(?<zone>[+-][\d:]+)?)?(?<era> BC)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Form();
}
