using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>An administrator's connections to one server. Errors come out as what was tried, what the server said, and whether trying again may help.</summary>
/// <param name="connectionString">How somebody connects who may make databases and users.</param>
internal sealed class MySqlAdmin(string connectionString) : IAsyncDisposable
{
    /// <summary>What is open on a table keeps it from being dropped for so long; the server's own bound is a day.</summary>
    private const string Bound = "SET SESSION lock_wait_timeout = 30";

    private const int MaximumLong = 4;

    // The driver looks for the server's socket when the source is made; the server may start later.
    private readonly Lazy<MySqlDataSource> _source = new(() => new MySqlDataSource(
        new MySqlConnectionStringBuilder(connectionString) { MaximumPoolSize = 8, ApplicationName = "lumina" }.ConnectionString), LazyThreadSafetyMode.PublicationOnly);

    private readonly SemaphoreSlim _long = new(MaximumLong);

    /// <summary>Runs something short through a connection of its own.</summary>
    public Task<T> RunAsync<T>(string what, Func<MySqlConnection, Task<T>> action, CancellationToken cancellationToken) =>
        OpenAndRunAsync(what, () => _source.Value.OpenConnectionAsync(cancellationToken), action, cancellationToken);

    /// <summary>Runs what takes as long as there is data: through a connection that nobody else waits for, a few at once, and without a bound for one statement.</summary>
    public async Task<T> RunLongAsync<T>(string what, Func<MySqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        await _long.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAndRunAsync(what, OpenAsync, action, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _long.Release();
        }

        async ValueTask<MySqlConnection> OpenAsync()
        {
            MySqlConnection connection = new(new MySqlConnectionStringBuilder(connectionString) { Pooling = false, DefaultCommandTimeout = 0, AllowUserVariables = true, ApplicationName = "lumina" }.ConnectionString);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string what, Func<MySqlConnection, Task> action, CancellationToken cancellationToken) => RunAsync(what, async connection =>
    {
        await action(connection).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    public ValueTask DisposeAsync() => _source.IsValueCreated ? _source.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static async Task<T> OpenAndRunAsync<T>(string what, Func<ValueTask<MySqlConnection>> openAsync, Func<MySqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            MySqlConnection connection = await openAsync().ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await connection.ExecuteAsync(Bound, cancellationToken).ConfigureAwait(false);
                return await action(connection).ConfigureAwait(false);
            }
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.LockWaitTimeout)
        {
            throw new Providers.ProviderException($"{what} failed: {MySqlErrors.Words(exception)}. A session has a transaction open on one of its tables: end it first.", exception);
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.KillDenied)
        {
            throw new Providers.ProviderException($"{what} failed: {MySqlErrors.Words(exception)}. The administrator may not end sessions of others: give him CONNECTION ADMIN, or close them.", exception);
        }
        catch (MySqlException exception)
        {
            throw MySqlErrors.Describe(what, exception);
        }
    }
}
