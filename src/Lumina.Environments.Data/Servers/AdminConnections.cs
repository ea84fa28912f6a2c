using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>An administrator's connections to one server. Errors come out as what was tried, what the server said, and whether trying again may help.</summary>
internal sealed class AdminConnections : IAsyncDisposable
{
    /// <summary>More at once would only queue inside the server, each with a process of its own.</summary>
    private const int MaximumConnections = 8;

    private readonly NpgsqlDataSource _source;
    private readonly string _connectionString;

    /// <param name="connectionString">How a role that may make databases and roles connects, to a database that is nobody's.</param>
    public AdminConnections(string connectionString)
    {
        _connectionString = connectionString;
        _source = PostgreSqlSession.Source(connectionString, settings =>
        {
            settings.MaxPoolSize = MaximumConnections;
            settings.Timeout = 0;
            settings.ApplicationName = "lumina";
        });
    }

    /// <summary>Runs what needs no database in particular.</summary>
    public async Task<T> RunAsync<T>(string what, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await DescribedAsync(what, _source, action, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown } or NpgsqlException { InnerException: IOException })
        {
            // The server was started anew since this connection was used last.
            _source.Clear();
            return await DescribedAsync(what, _source, action, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string what, Func<NpgsqlConnection, Task> action, CancellationToken cancellationToken) => RunAsync(what, Valued(action), cancellationToken);

    /// <summary>Runs what happens inside one database. Nothing stays connected to it.</summary>
    public async Task<T> RunInAsync<T>(string database, string what, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = PostgreSqlSession.Source(_connectionString, settings =>
        {
            (settings.Database, settings.Pooling) = (database, false);
            settings.ApplicationName = "lumina";
        });
        await using (source.ConfigureAwait(false))
        {
            return await DescribedAsync(what, source, action, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="RunInAsync{T}"/>
    public Task RunInAsync(string database, string what, Func<NpgsqlConnection, Task> action, CancellationToken cancellationToken) =>
        RunInAsync(database, what, Valued(action), cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static Func<NpgsqlConnection, Task<bool>> Valued(Func<NpgsqlConnection, Task> action) => async connection =>
    {
        await action(connection).ConfigureAwait(false);
        return true;
    };

    private static async Task<T> DescribedAsync<T>(string what, NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await action(connection).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlErrors.Describe(what, exception);
        }
    }
}
