using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Runs files of SQL in a database, as one transaction if they allow it, with the mark that says so.</summary>
internal sealed class SeedRun(string connectionString, IReadOnlyList<SeedFile> files, string markStatement)
{
    /// <summary>So many statements go to the server in one round trip.</summary>
    private const int BatchSize = 200;

    /// <summary>A value that was added to an enum in the same transaction.</summary>
    private const string UnsafeNewEnumValue = "55P04";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (files.Any(file => file.Statements.Any(statement => statement.ControlsTransactions)) || !await TryAsOneAsync(cancellationToken).ConfigureAwait(false))
        {
            await RunOneByOneAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>False where a statement cannot be run within a transaction; nothing was done then.</summary>
    private Task<bool> TryAsOneAsync(CancellationToken cancellationToken) => ConnectedAsync(async connection =>
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            try
            {
                await RunFilesAsync(connection, BatchSize, cancellationToken).ConfigureAwait(false);
            }
            catch (ProviderException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.ActiveSqlTransaction or UnsafeNewEnumValue })
            {
                return false;
            }

            await connection.ExecuteAsync(markStatement, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }, cancellationToken);

    private Task<bool> RunOneByOneAsync(CancellationToken cancellationToken) => ConnectedAsync(async connection =>
    {
        await RunFilesAsync(connection, batchSize: 1, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(markStatement, cancellationToken).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    private async Task<bool> ConnectedAsync(Func<NpgsqlConnection, Task<bool>> action, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = PostgreSqlSession.Source(connectionString, settings => (settings.Pooling, settings.IncludeErrorDetail, settings.IncludeFailedBatchedCommand) = (false, true, true));
        await using (source.ConfigureAwait(false))
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await action(connection).ConfigureAwait(false);
            }
        }
    }

    private async Task RunFilesAsync(NpgsqlConnection connection, int batchSize, CancellationToken cancellationToken)
    {
        foreach (SeedFile file in files)
        {
            await RunFileAsync(connection, file, batchSize, cancellationToken).ConfigureAwait(false);

            // A dump empties the search path; the next file must find its tables.
            await connection.ExecuteAsync("RESET ALL", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RunFileAsync(NpgsqlConnection connection, SeedFile file, int batchSize, CancellationToken cancellationToken)
    {
        List<SqlStatement> waiting = [];
        foreach (SqlStatement statement in file.Statements)
        {
            if (statement.CopyData is null)
            {
                waiting.Add(statement);
                if (waiting.Count < batchSize)
                {
                    continue;
                }
            }

            await RunBatchAsync(connection, file, waiting, cancellationToken).ConfigureAwait(false);
            if (statement.CopyData is not null)
            {
                await CopyAsync(connection, file, statement, cancellationToken).ConfigureAwait(false);
            }
        }

        await RunBatchAsync(connection, file, waiting, cancellationToken).ConfigureAwait(false);
    }

    private static async Task RunBatchAsync(NpgsqlConnection connection, SeedFile file, List<SqlStatement> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0)
        {
            return;
        }

        using NpgsqlBatch batch = new(connection) { Timeout = 0 };
        foreach (SqlStatement statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
        }

        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            int failed = exception.BatchCommand is NpgsqlBatchCommand command ? batch.BatchCommands.IndexOf(command) : 0;
            throw Describe(file, statements[Math.Max(failed, 0)], exception);
        }

        statements.Clear();
    }

    private static async Task CopyAsync(NpgsqlConnection connection, SeedFile file, SqlStatement statement, CancellationToken cancellationToken)
    {
        try
        {
            TextWriter writer = await connection.BeginTextImportAsync(statement.Text, cancellationToken).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteAsync(statement.CopyData.AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException exception)
        {
            throw Describe(file, statement, exception);
        }
    }

    private static ProviderException Describe(SeedFile file, SqlStatement statement, NpgsqlException exception)
    {
        int line = statement.LineAt((exception as PostgresException)?.Position ?? 0);
        string where = exception is PostgresException { Where: { Length: > 0 } context } ? $" Where: {context.ReplaceLineEndings(" ")}" : "";
        return new ProviderException($"{file.Path}({line}): {PostgreSqlErrors.Words(exception)}{where}", exception) { IsTransient = exception.IsTransient };
    }
}
