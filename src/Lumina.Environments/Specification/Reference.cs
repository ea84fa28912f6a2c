using System.Diagnostics.CodeAnalysis;

namespace Lumina.Environments;

/// <summary>A reference to another component's output. It is an edge of the graph too: who refers waits.</summary>
/// <param name="Component">The component whose output is meant.</param>
/// <param name="Output">The output's name, such as <c>connectionString</c> or an endpoint's name.</param>
public sealed record Reference(ComponentName Component, string Output)
{
    /// <summary>The connection string of a database of the same environment.</summary>
    public static Reference ConnectionString(string database) => new(ComponentName.Database(database), OutputNames.ConnectionString);

    /// <summary>The address of a database as a URL, credentials included: <c>postgresql://…</c>, <c>redis://…</c>.</summary>
    public static Reference DatabaseUrl(string database) => new(ComponentName.Database(database), OutputNames.Url);

    /// <summary>The address of a service's endpoint, such as <c>http://127.0.0.1:20001</c>.</summary>
    public static Reference Endpoint(string service, string endpoint = EndpointSpec.HttpName) => new(ComponentName.Service(service), endpoint);

    /// <summary>Reads <c>${kind/name:output}</c>, with or without the braces.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Reference? reference)
    {
        ArgumentNullException.ThrowIfNull(text);
        reference = null;
        ReadOnlySpan<char> inner = text;
        if (inner.StartsWith("${") && inner.EndsWith("}"))
        {
            inner = inner[2..^1];
        }

        int colon = inner.IndexOf(':');
        if (colon <= 0 || colon == inner.Length - 1 || !ComponentName.TryParse(inner[..colon].ToString(), null, out ComponentName component))
        {
            return false;
        }

        reference = new Reference(component, inner[(colon + 1)..].ToString());
        return true;
    }

    /// <summary>The text form, such as <c>${database/orders:connectionString}</c>.</summary>
    public override string ToString() => $"${{{Component}:{Output}}}";
}
