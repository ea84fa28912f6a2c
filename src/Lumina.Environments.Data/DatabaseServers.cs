using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Data;

/// <summary>The database servers in which this process works, so that whoever makes databases in one and whoever puts data into them share what is kept ready there.</summary>
public sealed class DatabaseServers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, PostgreSqlDatabases> _postgreSql = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MySqlDatabases> _mySql = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task<bool>>> _looks = new(StringComparer.Ordinal);
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
        return _postgreSql.GetOrAdd(adminConnectionString, admin => new PostgreSqlDatabases(Given(admin), sharesTemplates: !_given.ContainsKey(admin), _options, _timeProvider, _random));
    }

    /// <summary>The databases of a MariaDB server.</summary>
    /// <param name="adminConnectionString">How somebody connects who may make databases and users. The same string gives the same object.</param>
    public MySqlDatabases MySql(string adminConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(adminConnectionString);
        return _mySql.GetOrAdd(adminConnectionString, admin => new MySqlDatabases(Given(admin), sharesTemplates: !_given.ContainsKey(admin), _options, _timeProvider, _random));
    }

    /// <summary>Makes a server known that is there already and stays. What is made in it always belongs to one environment.</summary>
    /// <returns>What stands for the administrator's connection string from here on, so that no environment's outputs hold that.</returns>
    internal string Know(string name, string adminConnectionString)
    {
        string standIn = $"server={name}";
        _given[standIn] = adminConnectionString;
        return standIn;
    }

    /// <summary>Says how it is seen whether a server is up that somebody may halt: it would answer nothing then, and who asks it would wait.</summary>
    internal void Watch(string adminConnectionString, Func<CancellationToken, Task<bool>> isUpAsync) => _looks[adminConnectionString] = isUpAsync;

    /// <summary>Whether a server is up, as far as that can be seen without asking it.</summary>
    internal async Task<bool> IsUpAsync(string adminConnectionString, CancellationToken cancellationToken) =>
        !_looks.TryGetValue(adminConnectionString, out Func<CancellationToken, Task<bool>>? isUpAsync) || await isUpAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Ends all work in a server that is about to end, and closes the connections to it.</summary>
    public async ValueTask ForgetAsync(string adminConnectionString)
    {
        _looks.TryRemove(adminConnectionString, out _);
        if (_postgreSql.TryRemove(adminConnectionString, out PostgreSqlDatabases? postgreSql))
        {
            await postgreSql.DisposeAsync().ConfigureAwait(false);
        }

        if (_mySql.TryRemove(adminConnectionString, out MySqlDatabases? mySql))
        {
            await mySql.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends all work and closes the connections. What is in the servers stays there.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string server in _postgreSql.Keys.Concat(_mySql.Keys))
        {
            await ForgetAsync(server).ConfigureAwait(false);
        }
    }

    private string Given(string adminConnectionString) => _given.GetValueOrDefault(adminConnectionString, adminConnectionString);
}
