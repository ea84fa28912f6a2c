using System.Diagnostics;

namespace Lumina.Environments;

/// <summary>A value whose text form is redacted: a password, a key, a connection string.</summary>
/// <remarks>Its value reaches no log, event, exception or JSON. In JSON a secret names where it comes from: <c>{"secret": "env:NAME"}</c>.</remarks>
[DebuggerDisplay("***")]
public sealed class Secret : IEquatable<Secret>
{
    /// <summary>The length below which a secret is refused in a spec: 8 characters. A shorter one cannot be told from other text when it is redacted.</summary>
    public const int MinimumLength = 8;

    internal const string EnvironmentScheme = "env:";
    internal const string StoredScheme = "stored:";

    private readonly string? _value;

    /// <summary>Makes a secret from its value. Only its place in the spec is journaled, never the value.</summary>
    /// <param name="value">The value.</param>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    private Secret(string? source, string? value) => (Source, _value) = (source, value);

    /// <summary>Where the value comes from, such as <c>env:API_KEY</c>; null where it was given as it is.</summary>
    public string? Source { get; }

    /// <summary>A secret that is read from an environment variable of this process when it is needed.</summary>
    /// <param name="name">The variable's name.</param>
    public static Secret FromEnvironmentVariable(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Secret(EnvironmentScheme + name, value: null);
    }

    /// <summary>The value itself.</summary>
    /// <exception cref="InvalidOperationException">The value is not to be had: the environment variable is not set, or the store no longer holds it.</exception>
    public string Reveal() => TryReveal() ?? throw new InvalidOperationException(Missing);

    /// <summary>The value, or null where it is not to be had.</summary>
    public string? TryReveal() => _value ?? (Source is not null && Source.StartsWith(EnvironmentScheme, StringComparison.Ordinal)
        ? Environment.GetEnvironmentVariable(Source[EnvironmentScheme.Length..])
        : null);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <inheritdoc />
    public bool Equals(Secret? other) => other is not null && Source == other.Source && _value == other._value;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Source, _value);

    /// <summary>The same value under the name by which the store keeps it.</summary>
    internal static Secret Stored(string name, string? value) => new(StoredScheme + name, value);

    internal static Secret FromSource(string source) => new(source, value: null);

    private string Missing => Source!.StartsWith(EnvironmentScheme, StringComparison.Ordinal)
        ? $"The secret '{Source}' has no value: set the environment variable {Source[EnvironmentScheme.Length..]}."
        : $"The secret '{Source}' has no value here: events and queries have only its name, FindAsync and AttachAsync bring the value, and the store drops it when its environment is terminated.";
}
