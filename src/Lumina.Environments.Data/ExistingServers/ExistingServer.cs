using System.Globalization;
using System.Net;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>A database server that is there already: how its engine is spoken to, and where it is.</summary>
/// <param name="name">The name under which users know it.</param>
/// <param name="options">What is known of it.</param>
internal abstract class ExistingServer(string name, DatabaseServerOptions options)
{
    public string Name => name;

    public DatabaseServerOptions Options => options;

    public abstract DatabaseType Type { get; }

    /// <summary>What is inside it.</summary>
    public abstract IServerDatabases Databases { get; }

    /// <summary>Whether sessions stay open when a database without data is reset.</summary>
    public abstract bool KeepsSessions { get; }

    /// <summary>Where components are recorded to be.</summary>
    public ComponentLocation Location => new() { Cluster = string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}") };

    /// <summary>From where databases in it are reached.</summary>
    public Vantage ReachableFrom => Addresses.Aggregate(default(Vantage), (all, address) => all | address.From);

    protected abstract string Host { get; }

    protected abstract int Port { get; }

    /// <summary>What stands for the administrator's connection string in outputs.</summary>
    protected abstract string StandIn { get; }

    protected abstract string Scheme { get; }

    /// <summary>How a component's user connects: as the administrator does, but for who he is and where.</summary>
    protected abstract string ConnectionString(ServerAddress at, string database, string password);

    /// <summary>Why the administrator can't do what he must, as a sentence without a stop at its end; null where he can.</summary>
    /// <exception cref="ProviderException">The server does not answer, or not him.</exception>
    public abstract Task<string?> FindObstacleAsync(CancellationToken cancellationToken);

    public async Task<ComponentOutputs> OutputsAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string database = context.ExternalName;
        string password = DatabaseOutputs.Password(context);
        string version = await Databases.GetServerVersionAsync(cancellationToken).ConfigureAwait(false);
        return Addresses
            .Aggregate(ComponentOutputs.Empty, (outputs, at) => DatabaseOutputs.At(outputs, at, ConnectionString(at, database, password), Scheme, database, database, password))
            .With(OutputNames.Version, version, ReachableFrom)
            .With(OutputNames.AdminConnectionString, new Secret(StandIn), Vantage.Host);
    }

    private IReadOnlyList<ServerAddress> Addresses => options.NetworkHost is { } other
        ? [new ServerAddress(Host, Port, Vantage.Host), new ServerAddress(other, options.NetworkPort ?? Port, Vantage.Network)]
        : [new ServerAddress(Host, Port, IsOfThisMachineAlone ? Vantage.Host : Vantage.Everywhere)];

    private bool IsOfThisMachineAlone =>
        Host.StartsWith('/') || Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
