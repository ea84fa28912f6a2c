using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>An administrator's connections to one server. Errors come out as what was tried, what the server said, and whether trying again may help.</summary>
internal sealed class AdminConnections : IAsyncDisposable
{
    /// <summary>More at once would only queue inside the server, each with a process of its own.</summary>
    private const int MaximumConnections = 8;

    private const int MaximumPrepared = 40;
    private const int IdleSeconds = 60;
    private const int PruningSeconds = 10;

    /// <summary>What the server calls these sessions.</summary>
    public const string ApplicationName = "lumina";

    /// <summary>Whatever the server is set to.</summary>
    private const string OneTextForEachValue = """
        SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex';
        SET array_nulls = on; SET xmloption = content; SET search_path = pg_catalog; SET synchronize_seqscans = off
        """;

    private readonly ConcurrentDictionary<string, NpgsqlDataSource> _inside = new(StringComparer.Ordinal);
    private readonly NpgsqlDataSource _source;
    private readonly string _connectionString;
    private bool? _isSuperuser;

    /// <param name="connectionString">How a role that may make databases and roles connects, to a database that is nobody's.</param>
    public AdminConnections(string connectionString)
    {
        _connectionString = connectionString;
        _source = PostgreSqlSession.Source(connectionString, settings =>
        {
            settings.MaxPoolSize = MaximumConnections;

            // Of what is done outside of databases it has names alone: whose objects keep a role from being dropped, and in which database.
            settings.IncludeErrorDetail = true;
            settings.Timeout = 0;
            settings.ApplicationName = ApplicationName;
        });
    }

    /// <summary>Whether he may do everything.</summary>
    public async ValueTask<bool> IsSuperuserAsync(CancellationToken cancellationToken) => _isSuperuser ??= await RunAsync(
        "Asking what the administrator may do", connection => Task.FromResult(connection.IsSuperuser()), cancellationToken).ConfigureAwait(false);

    /// <summary>Runs what needs no database in particular.</summary>
    public Task<T> RunAsync<T>(string what, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken) =>
        RunPooledAsync(what, _source, action, cancellationToken);

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string what, Func<NpgsqlConnection, Task> action, CancellationToken cancellationToken) => RunAsync(what, Valued(action), cancellationToken);

    /// <summary>The same on a session of its own, for who cleans up while he has another: those that are kept may all be with others who clean up, too.</summary>
    public async Task RunApartAsync(string what, Func<NpgsqlConnection, Task> action, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = PostgreSqlSession.Source(_connectionString, settings => (settings.Pooling, settings.ApplicationName) = (false, ApplicationName));
        await using (source.ConfigureAwait(false))
        {
            await DescribedAsync(what, source, Valued(action), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs what happens inside one database. Nothing stays connected to it.</summary>
    public async Task<T> RunInAsync<T>(string database, string what, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = Source(database, isPooled: false);
        await using (source.ConfigureAwait(false))
        {
            return await DescribedAsync(what, source, action, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="RunInAsync{T}"/>
    public Task RunInAsync(string database, string what, Func<NpgsqlConnection, Task> action, CancellationToken cancellationToken) =>
        RunInAsync(database, what, Valued(action), cancellationToken);

    /// <summary>Runs what happens inside one database again and again. A session stays: one that knows the schema is ten times as fast as a new one. It has one text for each value, and <c>pg_catalog</c> alone in its search path.</summary>
    public Task<T> RunOftenInAsync<T>(string database, string what, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken) =>
        RunPooledAsync(what, _inside.GetOrAdd(database, name => Source(name, isPooled: true)), action, cancellationToken);

    /// <summary>Closes the sessions that stayed in a database.</summary>
    public ValueTask LeaveAsync(string database) => _inside.TryRemove(database, out NpgsqlDataSource? source) ? source.DisposeAsync() : ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (string database in _inside.Keys)
        {
            await LeaveAsync(database).ConfigureAwait(false);
        }

        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private static Func<NpgsqlConnection, Task<bool>> Valued(Func<NpgsqlConnection, Task> action) => async connection =>
    {
        await action(connection).ConfigureAwait(false);
        return true;
    };

    private static async Task<T> RunPooledAsync<T>(string what, NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await DescribedAsync(what, source, action, cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown } or NpgsqlException { InnerException: IOException })
        {
            // The server was started anew, or the session ended, since this connection was used last.
            source.Clear();
            return await DescribedAsync(what, source, action, cancellationToken).ConfigureAwait(false);
        }
    }

    private NpgsqlDataSource Source(string database, bool isPooled) => PostgreSqlSession.Source(
        _connectionString,
        settings =>
        {
            (settings.Database, settings.Pooling, settings.NoResetOnClose) = (database, isPooled, true);
            settings.ApplicationName = ApplicationName;
            if (isPooled)
            {
                // What is asked again and again is planned once. A session that nobody needs any more takes others' place.
                (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (MaximumPrepared, 2);
                (settings.ConnectionIdleLifetime, settings.ConnectionPruningInterval) = (IdleSeconds, PruningSeconds);
            }
        },
        isPooled ? OneTextForEachValue : null);

    // What it takes for a fault of its own has no type of its own.
    private static bool IsOfTheDriver(Exception exception) =>
        exception is (NpgsqlException and not PostgresException) or InvalidOperationException or IOException || exception.GetType() == typeof(Exception);

    private static async Task<T> DescribedAsync<T>(string what, NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                try
                {
                    return await action(connection).ConfigureAwait(false);
                }
                catch when (cancellationToken.IsCancellationRequested)
                {
                    // What comes of an answer that nobody waited for would be the next one's: none of these sessions is used again.
                    source.Clear();
                    throw;
                }
            }
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && IsOfTheDriver(exception))
        {
            // The driver may meet the rest of an answer that nobody waits for any more, and takes it for a fault of its own: the session is closed then.
            throw new OperationCanceledException($"{what} was cancelled.", exception, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlErrors.Describe(what, exception);
        }
    }
}
