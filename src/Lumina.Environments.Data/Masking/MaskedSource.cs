using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The database to copy from, as one transaction sees it that can only read.</summary>
internal sealed class MaskedSource : IAsyncDisposable
{
    private readonly NpgsqlDataSource _dataSource;

    private MaskedSource(NpgsqlDataSource dataSource, NpgsqlConnection connection) => (_dataSource, Connection) = (dataSource, connection);

    public NpgsqlConnection Connection { get; }

    public static async Task<MaskedSource> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        NpgsqlDataSource dataSource = Prepare(connectionString);
        try
        {
            NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            // Nothing is set for longer than the transaction: behind a pooler the session is somebody else's next.
            await connection.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", cancellationToken).ConfigureAwait(false);

            // A policy that hides rows would make the subset other than whole without a word: the server refuses then.
            await connection.ExecuteTogetherAsync(
                [.. CopyForm.Settings, "SET LOCAL row_security = off", "SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"],
                cancellationToken).ConfigureAwait(false);
            return new MaskedSource(dataSource, connection);
        }
        catch (NpgsqlException exception)
        {
            await dataSource.DisposeAsync().ConfigureAwait(false);
            throw MaskingErrors.Describe("Connecting to the source of a masked copy", exception);
        }
        catch
        {
            // Nobody else has it yet, who could dispose of it.
            await dataSource.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static NpgsqlDataSource Prepare(string connectionString)
    {
        try
        {
            return PostgreSqlSession.Source(
                connectionString,
                settings => (settings.Pooling, settings.IncludeErrorDetail, settings.CommandTimeout, settings.Enlist, settings.Multiplexing) = (false, false, 0, false, false));
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The driver's words may hold a part of the secret.
            throw new ProviderException("The connection string of a masked copy's source is not one that Npgsql reads: check its keywords and values.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync().ConfigureAwait(false);
        await _dataSource.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>How both ends write and read values, whatever their servers' settings.</summary>
internal static class CopyForm
{
    public static IReadOnlyList<string> Settings { get; } =
    [
        "SET LOCAL datestyle = 'ISO, YMD'", "SET LOCAL intervalstyle = 'iso_8601'", "SET LOCAL timezone = 'UTC'", "SET LOCAL extra_float_digits = 3",
        "SET LOCAL bytea_output = 'hex'", "SET LOCAL lc_monetary = 'C'", "SET LOCAL xmloption = 'content'",
    ];
}
