using System.Globalization;

namespace Lumina.Environments.Fixtures;

/// <summary>Reads the environment variables by which a run is told what its code does not say.</summary>
internal static class FixtureVariables
{
    public static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    public static bool IsSet(string name) => Read(name)?.Trim() is "1" or "true" or "True" or "TRUE";

    /// <exception cref="FormatException">It is no time.</exception>
    public static DateTimeOffset? ReadTime(string name) =>
        Read(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw new FormatException($"{name} is '{text}', which is no time: write it as 2026-03-01T12:30:00Z.");
}
