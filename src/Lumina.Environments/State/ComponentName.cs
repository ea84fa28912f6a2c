using System.Diagnostics.CodeAnalysis;

namespace Lumina.Environments;

/// <summary>Names one component within its environment: <c>database/orders</c>, <c>service/api</c>, or <c>network</c> where an environment has only one of a kind.</summary>
/// <param name="Kind">The kind of the component, such as <c>database</c>.</param>
/// <param name="Name">The name among components of that kind; empty where an environment has only one.</param>
public readonly record struct ComponentName(string Kind, string Name = "") : IComparable<ComponentName>, IParsable<ComponentName>
{
    /// <summary>The name of the infrastructure of an environment.</summary>
    public static ComponentName Infrastructure => new(ComponentKinds.Infrastructure);

    /// <summary>The name of the network of an environment.</summary>
    public static ComponentName Network => new(ComponentKinds.Network);

    /// <summary>The name of the monitoring of an environment.</summary>
    public static ComponentName Monitoring => new(ComponentKinds.Monitoring);

    /// <summary>The name of a database: <c>database/orders</c>.</summary>
    public static ComponentName Database(string name) => new(ComponentKinds.Database, name);

    /// <summary>The name of a database's data: <c>data/orders</c>.</summary>
    public static ComponentName Data(string name) => new(ComponentKinds.Data, name);

    /// <summary>The name of a service: <c>service/api</c>.</summary>
    public static ComponentName Service(string name) => new(ComponentKinds.Service, name);

    /// <summary>Reads <c>kind/name</c> or <c>kind</c>.</summary>
    /// <exception cref="FormatException">The text is no component's name.</exception>
    public static ComponentName Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out ComponentName name)
            ? name
            : throw new FormatException($"'{s}' is no component's name: it reads kind/name, such as database/orders, or only the kind, such as network.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ComponentName result)
    {
        result = default;
        if (string.IsNullOrWhiteSpace(s))
        {
            return false;
        }

        int slash = s.IndexOf('/', StringComparison.Ordinal);
        if (slash == 0 || slash == s.Length - 1)
        {
            return false;
        }

        result = slash < 0 ? new ComponentName(s) : new ComponentName(s[..slash], s[(slash + 1)..]);
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(ComponentName other)
    {
        int byKind = string.CompareOrdinal(Kind, other.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>The text form, such as <c>database/orders</c>.</summary>
    public override string ToString() => string.IsNullOrEmpty(Name) ? Kind ?? "" : $"{Kind}/{Name}";

    /// <summary>Whether the left name sorts before the right one.</summary>
    public static bool operator <(ComponentName left, ComponentName right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left name sorts after the right one.</summary>
    public static bool operator >(ComponentName left, ComponentName right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left name does not sort after the right one.</summary>
    public static bool operator <=(ComponentName left, ComponentName right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left name does not sort before the right one.</summary>
    public static bool operator >=(ComponentName left, ComponentName right) => left.CompareTo(right) >= 0;
}
