using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Data;

/// <summary>The database servers in which this process works, so that whoever makes databases in one and whoever puts data into them share what is kept ready there.</summary>
public sealed class DatabaseServers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, PostgreSqlDatabases> _postgreSql = new(StringComparer.Ordinal);
    private readonly DataOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly IRandomSource _random;

    /// <summary>Connects to nothing yet.</summary>
    public DatabaseServers(IOptions<DataOptions> options, TimeProvider timeProvider, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _timeProvider, _random) = (options.Value, timeProvider, random);
    }

    /// <summary>The databases of a PostgreSQL server.</summary>
    /// <param name="adminConnectionString">How a role that may make databases and roles connects, to a database that is nobody's. The same string gives the same object.</param>
    public PostgreSqlDatabases PostgreSql(string adminConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(adminConnectionString);
        return _postgreSql.GetOrAdd(adminConnectionString, admin => new PostgreSqlDatabases(admin, _options, _timeProvider, _random));
    }

    /// <summary>Ends all work in a server that is about to end, and closes the connections to it.</summary>
    public ValueTask ForgetAsync(string adminConnectionString) =>
        _postgreSql.TryRemove(adminConnectionString, out PostgreSqlDatabases? databases) ? databases.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>Ends all work and closes the connections. What is in the servers stays there.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string server in _postgreSql.Keys)
        {
            await ForgetAsync(server).ConfigureAwait(false);
        }
    }
}
