using System.Buffers;
using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>From a cron expression of five fields to AWS's of six: it counts days of the week from 1 for Sunday, and has no schedule by both kinds of days.</summary>
internal static class BackupSchedule
{
    /// <summary>At three each night, in UTC.</summary>
    public const string Default = "0 3 * * *";

    private const string Place = "backup.schedule";
    private const string Any = "*";
    private const string Nothing = "?";
    private const int DaysOfWeek = 7;
    private const int FieldCount = 5;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*,-/");

    /// <summary>Why AWS can't keep to it; null where it can.</summary>
    public static SpecificationFault? FindFault(string schedule)
    {
        string[] fields = Split(schedule);
        if (fields.Length != FieldCount)
        {
            // A fault of the spec, wherever it is made.
            return null;
        }

        if (fields.Any(field => field.AsSpan().ContainsAnyExcept(Characters)) || DayOfWeek(fields[4]) is null)
        {
            return new(Place, $"{Place} '{schedule}' has something that is not in a cron expression.", $"It has minute, hour, day, month and day of the week, such as {Default}.");
        }

        if (!fields[0].All(char.IsAsciiDigit))
        {
            return new(Place, $"{Place} '{schedule}' is for more than once an hour, and AWS Backup makes no more.", $"Give one minute, such as {Default}.");
        }

        return fields[2] != Any && fields[4] != Any ? new(Place, $"{Place} '{schedule}' names days of the month and of the week, and AWS takes one of them.", "Make the other *.") : null;
    }

    public static string ToAws(string schedule)
    {
        string[] fields = Split(schedule);
        string weekdays = fields[4] == Any ? Nothing : DayOfWeek(fields[4])!;
        string days = fields[4] == Any ? Step(fields[2], first: 1) : Nothing;
        return $"cron({fields[0]} {Step(fields[1], first: 0)} {days} {Step(fields[3], first: 1)} {weekdays} *)";
    }

    private static string[] Split(string schedule) => schedule.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Step(string field, int first) => field.StartsWith("*/", StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"{first}{field.AsSpan(1)}") : field;

    /// <summary>Each day by itself, since a range that ends on Sunday has none on AWS.</summary>
    private static string? DayOfWeek(string field)
    {
        if (field == Any || field.Any(char.IsAsciiLetter))
        {
            return field;
        }

        SortedSet<int> days = [];
        foreach (string part in field.Split(','))
        {
            string[] stepped = part.Split('/');
            string[] ends = stepped[0] == Any ? ["0", "6"] : stepped[0].Split('-');
            if (stepped.Length > 2 || ends.Length > 2 || !TryRead(stepped.ElementAtOrDefault(1) ?? "1", out int step) || step == 0
                || !TryRead(ends[0], out int from) || !TryRead(ends[^1], out int to) || from > to || to > DaysOfWeek)
            {
                return null;
            }

            for (int day = from; day <= to; day += step)
            {
                days.Add((day % DaysOfWeek) + 1);
            }
        }

        return string.Join(',', days.Select(day => day.ToString(CultureInfo.InvariantCulture)));
    }

    private static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
