using System.Globalization;

namespace Lumina.Environments;

/// <summary>Durations as text, in JSON and in messages: <c>hh:mm:ss</c>, with days before and fractions behind where there are any, or <c>unlimited</c>.</summary>
internal static class DurationText
{
    public const string Unlimited = "unlimited";

    public const string Form = "A duration reads hh:mm:ss (such as 00:05:00), d.hh:mm:ss, or unlimited.";

    public static string Format(TimeSpan duration) => duration == EnvironmentSpec.Unlimited ? Unlimited : duration.ToString("c", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        if (string.Equals(text, Unlimited, StringComparison.OrdinalIgnoreCase))
        {
            duration = EnvironmentSpec.Unlimited;
            return true;
        }

        // A bare number is a count of days to TimeSpan; nobody who writes 30 means that.
        duration = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
    }
}
