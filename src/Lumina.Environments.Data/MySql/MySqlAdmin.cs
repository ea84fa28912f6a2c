using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>An administrator's connections to one server. Errors come out as what was tried, what the server said, and whether trying again may help.</summary>
/// <param name="connectionString">How somebody connects who may make databases and users.</param>
internal sealed class MySqlAdmin(string connectionString) : IAsyncDisposable
{
    /// <summary>What is open on a table keeps it from being dropped for so long; the server's own bound is a day.</summary>
    private const string Bound = "SET SESSION lock_wait_timeout = 30";

    // The driver looks for the server's socket when the source is made; the server may start later.
    private readonly Lazy<MySqlDataSource> _source = new(() => new MySqlDataSource(
        new MySqlConnectionStringBuilder(connectionString) { MaximumPoolSize = 8, ApplicationName = "lumina", AllowUserVariables = true }.ConnectionString), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Runs something through a connection of its own.</summary>
    public async Task<T> RunAsync<T>(string what, Func<MySqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            MySqlConnection connection = await _source.Value.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
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
        catch (MySqlException exception)
        {
            throw MySqlErrors.Describe(what, exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string what, Func<MySqlConnection, Task> action, CancellationToken cancellationToken) => RunAsync(what, async connection =>
    {
        await action(connection).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    public ValueTask DisposeAsync() => _source.IsValueCreated ? _source.Value.DisposeAsync() : ValueTask.CompletedTask;
}
