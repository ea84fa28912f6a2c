using System.Diagnostics.CodeAnalysis;

namespace Lumina.Environments;

/// <summary>Identifies one environment. Identifiers sort by the time at which they were made.</summary>
/// <remarks>The text form has 26 characters of Crockford's base 32 in lower case: 10 for the time in milliseconds, 16 of randomness (the layout of a ULID).</remarks>
public readonly record struct EnvironmentId : IComparable<EnvironmentId>, IParsable<EnvironmentId>
{
    private readonly string? _value;

    private EnvironmentId(string value) => _value = value;

    /// <summary>The text form: 26 lower-case letters and digits.</summary>
    public string Value => _value ?? new string('0', CrockfordBase32.UlidLength);

    /// <summary>When it was made, to the millisecond.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(CrockfordBase32.DecodeUlidTime(Value), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>Makes an identifier from a time and ten random bytes.</summary>
    /// <param name="time">The time that the identifier sorts by; its milliseconds since 1970 count.</param>
    /// <param name="randomness">Exactly ten bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="randomness"/> does not have ten bytes.</exception>
    public static EnvironmentId Create(DateTimeOffset time, ReadOnlySpan<byte> randomness) =>
        new(CrockfordBase32.EncodeUlid(time.ToUnixTimeMilliseconds(), randomness));

    /// <summary>Reads the text form; upper and lower case are the same.</summary>
    /// <exception cref="FormatException">The text is no identifier.</exception>
    public static EnvironmentId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out EnvironmentId id)
            ? id
            : throw new FormatException($"'{s}' is no environment identifier: it has {CrockfordBase32.UlidLength} letters and digits, such as 01k5d3v8q2m4x7n9c6b1a0z3y5.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EnvironmentId result)
    {
        bool valid = s is { Length: CrockfordBase32.UlidLength } && CrockfordBase32.IsValid(s);
        result = valid ? new EnvironmentId(s!.ToLowerInvariant()) : default;
        return valid;
    }

    /// <inheritdoc />
    public int CompareTo(EnvironmentId other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The text form.</summary>
    public override string ToString() => Value;

    /// <inheritdoc />
    public bool Equals(EnvironmentId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <summary>Whether the left identifier was made before the right one.</summary>
    public static bool operator <(EnvironmentId left, EnvironmentId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left identifier was made after the right one.</summary>
    public static bool operator >(EnvironmentId left, EnvironmentId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left identifier was not made after the right one.</summary>
    public static bool operator <=(EnvironmentId left, EnvironmentId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left identifier was not made before the right one.</summary>
    public static bool operator >=(EnvironmentId left, EnvironmentId right) => left.CompareTo(right) >= 0;
}
