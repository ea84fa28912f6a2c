using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Data;

/// <summary>Values in the text form of COPY.</summary>
internal static class CopyText
{
    private const string Time = "HH:mm:ss.ffffff";

    /// <summary>The text that the server reads as the value; null for null.</summary>
    public static string? Of(object? value) => value switch
    {
        null or DBNull => null,
        string text => text,
        bool truth => truth ? "t" : "f",
        DateTime time => time.ToString($"yyyy-MM-dd {Time}", CultureInfo.InvariantCulture) + (time.Kind == DateTimeKind.Utc ? "Z" : ""),
        DateTimeOffset time => time.ToString($"yyyy-MM-dd {Time}zzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString(Time, CultureInfo.InvariantCulture),
        TimeSpan span => Interval(span),
        byte[] bytes => $"\\x{Convert.ToHexStringLower(bytes)}",
        JsonElement json => json.GetRawText(),
        JsonNode json => json.ToJsonString(),
        Enum label => label.ToString(),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        IEnumerable items => Array(items.Cast<object?>().Select(Of)),
        _ => value.ToString(),
    };

    // In hours, since before version 15 a server takes no more than two thousand million microseconds.
    private static string Interval(TimeSpan span) => string.Create(
        CultureInfo.InvariantCulture, $"{(span < TimeSpan.Zero ? "-" : "")}{Math.Abs(span.Ticks / TimeSpan.TicksPerHour)}:{span.ToString("mm':'ss'.'ffffff", CultureInfo.InvariantCulture)}");

    /// <summary>An array of values that are texts already.</summary>
    public static string Array(IEnumerable<string?> items) => $"{{{string.Join(',', items.Select(item => item is null ? "NULL" : $"\"{item.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}}}";

    /// <summary>Writes a row with its end.</summary>
    public static void AppendRow(StringBuilder text, IReadOnlyList<string?> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                text.Append('\t');
            }

            AppendValue(text, values[i]);
        }

        text.Append('\n');
    }

    private static void AppendValue(StringBuilder text, string? value)
    {
        if (value is null)
        {
            text.Append("\\N");
            return;
        }

        foreach (char character in value)
        {
            _ = character switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ => text.Append(character),
            };
        }
    }
}
