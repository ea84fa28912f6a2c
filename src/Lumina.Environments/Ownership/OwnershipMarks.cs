namespace Lumina.Environments;

/// <summary>The marks that everything bears that this library makes: tags, labels or comments, as the platform has them.</summary>
/// <param name="Installation">Who runs the library: one name for all processes that share a store.</param>
/// <param name="EnvironmentId">The environment.</param>
/// <param name="Component">The component within the environment.</param>
/// <param name="Owner">The environment's owner.</param>
/// <param name="ExpiresAt">When it may be swept; null for never.</param>
public sealed record OwnershipMarks(string Installation, EnvironmentId EnvironmentId, ComponentName Component, string Owner, DateTimeOffset? ExpiresAt)
{
    /// <summary>The name of the mark for <see cref="Installation"/>.</summary>
    public const string InstallationMark = "lumina-installation";

    /// <summary>The name of the mark for <see cref="EnvironmentId"/>.</summary>
    public const string EnvironmentMark = "lumina-environment";

    /// <summary>The name of the mark for <see cref="Component"/>.</summary>
    public const string ComponentMark = "lumina-component";

    /// <summary>The name of the mark for <see cref="Owner"/>.</summary>
    public const string OwnerMark = "lumina-owner";

    /// <summary>The name of the mark for <see cref="ExpiresAt"/>: ISO 8601 in UTC, or <c>never</c>.</summary>
    public const string ExpiresAtMark = "lumina-expires-at";

    /// <summary>The name of the mark for <see cref="IsKept"/>, with any value but <c>false</c>. Nobody sets it but a person who wants to keep the thing.</summary>
    public const string KeepMark = "lumina-keep";

    private const string Never = "never";
    private const string No = "false";

    /// <summary>Whether a person has marked the thing to be kept: no sweep touches it.</summary>
    public bool IsKept { get; init; }

    /// <summary>The marks as names and values.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        Dictionary<string, string> marks = new(StringComparer.Ordinal)
        {
            [InstallationMark] = Installation,
            [EnvironmentMark] = EnvironmentId.Value,
            [ComponentMark] = Component.ToString(),
            [OwnerMark] = Owner,
            [ExpiresAtMark] = FormatExpiry(ExpiresAt),
        };
        if (IsKept)
        {
            marks[KeepMark] = "true";
        }

        return marks;
    }

    /// <summary>Reads marks from names and values; null where one is missing or makes no sense, so that the thing does not count as ours.</summary>
    public static OwnershipMarks? FromDictionary(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.TryGetValue(InstallationMark, out string? installation)
            && values.TryGetValue(EnvironmentMark, out string? environment) && EnvironmentId.TryParse(environment, null, out EnvironmentId id)
            && values.TryGetValue(ComponentMark, out string? name) && ComponentName.TryParse(name, null, out ComponentName component)
            && values.TryGetValue(OwnerMark, out string? owner)
            && values.TryGetValue(ExpiresAtMark, out string? expiry) && TryParseExpiry(expiry, out DateTimeOffset? expiresAt)
            ? new OwnershipMarks(installation, id, component, owner, expiresAt) { IsKept = values.TryGetValue(KeepMark, out string? keep) && !No.Equals(keep, StringComparison.OrdinalIgnoreCase) }
            : null;
    }

    /// <summary>An expiry as the value of <see cref="ExpiresAtMark"/>, for what bears that mark without the others.</summary>
    /// <param name="expiresAt">When it expires; null for never.</param>
    public static string FormatExpiry(DateTimeOffset? expiresAt) => expiresAt?.UtcDateTime.ToString("O") ?? Never;

    /// <summary>Reads the value of <see cref="ExpiresAtMark"/>; false where it makes no sense.</summary>
    /// <param name="text">The value; a time without an offset counts as UTC.</param>
    /// <param name="expiresAt">When it expires; null for never, and where it makes no sense.</param>
    public static bool TryParseExpiry(string? text, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        if (text == Never)
        {
            return true;
        }

        bool valid = DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        expiresAt = valid ? time : null;
        return valid;
    }
}
