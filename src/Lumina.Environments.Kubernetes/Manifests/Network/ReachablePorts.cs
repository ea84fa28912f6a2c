using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>At which ports a component is reached by others, and where, if it is not in the namespace.</summary>
internal static class ReachablePorts
{
    private const int SqlServerPort = 1433;

    /// <summary>The ports; null for every one, where others do not know them.</summary>
    public static IReadOnlyList<int>? Of(ComponentSpec spec) => spec switch
    {
        KubernetesManifestsSpec => null,
        ServiceSpec { Sources: [ExternalSource { Address.Port: > 0 } external] } => [external.Address.Port],
        ServiceSpec service => [.. ServicePorts.Of(service).Select(port => port.Value)],
        DatabaseSpec { Existing: { } existing } database => OfExisting(database, existing.TryReveal() ?? "") is { } port ? [port] : [],
        DatabaseSpec database => DatabaseManifests.Find(database.Type) is { } made ? [made.Port] : [],
        _ => [],
    };

    /// <summary>Blocks of addresses in which something is that runs already; empty for what is in the namespace. Policies know no names: behind a name there may be any address.</summary>
    public static IReadOnlyList<JsonNode> OutsidePeers(ComponentSpec spec) => spec switch
    {
        ServiceSpec { Sources: [ExternalSource external] } => Peers(external.Address.IdnHost),
        DatabaseSpec { Existing: not null } => Peers(host: ""),
        _ => [],
    };

    /// <summary>The blocks of addresses in which a host is.</summary>
    public static IReadOnlyList<JsonNode> Peers(string host) => [.. Blocks(host).Select(Peer)];

    /// <summary>Where a database is that another provider makes, such as in a server that is there already; null for one of the namespace, which answers to the spec's own name.</summary>
    public static (string Host, int Port)? Elsewhere(ComponentSpec spec, KubernetesComponent from) =>
        spec is DatabaseSpec && from.Dependencies.GetValueOrDefault(spec.ComponentName) is { } outputs
        && outputs.Find(OutputNames.Host, Vantage.Network)?.Reveal() is { } host && host != spec.Name
        && ToPort(outputs.Find(OutputNames.Port, Vantage.Network)?.Reveal()) is { } port ? (host, port) : null;

    private static string[] Blocks(string host) => IPAddress.TryParse(host, out IPAddress? address)
        ? [$"{address}/{(address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}"]
        : ["0.0.0.0/0", "::/0"];

    private static JsonNode Peer(string block) => new JsonObject { ["ipBlock"] = new JsonObject { ["cidr"] = block } };

    /// <summary>The port that a connection string names, in whichever form; else the usual one of the type.</summary>
    private static int? OfExisting(DatabaseSpec spec, string connectionString)
    {
        if (Uri.TryCreate(connectionString, UriKind.Absolute, out Uri? address) && address.Port > 0)
        {
            return address.Port;
        }

        int? usual = spec.Type == DatabaseType.SqlServer ? SqlServerPort : DatabaseManifests.Find(spec.Type)?.Port;
        return FromKeys(connectionString) ?? FromHost(connectionString.Split(',')[0]) ?? usual;
    }

    private static int? FromKeys(string connectionString)
    {
        try
        {
            DbConnectionStringBuilder keys = new() { ConnectionString = connectionString };
            return keys.TryGetValue("Port", out object? port) ? ToPort(port.ToString())
                : keys.TryGetValue("Server", out object? server) || keys.TryGetValue("Data Source", out server) ? ToPort(server.ToString()!.Split(',').Last())
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static int? FromHost(string host) => host.LastIndexOf(':') is > 0 and int colon ? ToPort(host[(colon + 1)..]) : null;

    private static int? ToPort(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= IPEndPoint.MaxPort ? port : null;
}
