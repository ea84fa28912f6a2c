using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>A file of SQL. Within a transaction many statements go in one round trip; without one each goes alone, since a server takes several at once as one transaction.</summary>
/// <param name="File">The file.</param>
internal sealed record SqlFileStep(SqlFile File) : SeedStep(File.Path, File.Hash)
{
    /// <summary>So many statements go to the server in one round trip.</summary>
    private const int BatchSize = 200;

    public override bool SharesTransaction => !File.ControlsTransactions;

    public override async Task RunAsync(NpgsqlConnection connection, bool isInTransaction, CancellationToken cancellationToken)
    {
        List<SqlStatement> waiting = [];
        foreach (SqlStatement statement in File.Statements)
        {
            if (statement.CopyData is null)
            {
                waiting.Add(statement);
                if (waiting.Count < (isInTransaction ? BatchSize : 1))
                {
                    continue;
                }
            }

            await RunBatchAsync(connection, waiting, cancellationToken).ConfigureAwait(false);
            if (statement.CopyData is not null)
            {
                await CopyAsync(connection, statement, cancellationToken).ConfigureAwait(false);
            }
        }

        await RunBatchAsync(connection, waiting, cancellationToken).ConfigureAwait(false);
    }

    private async Task RunBatchAsync(NpgsqlConnection connection, List<SqlStatement> statements, CancellationToken cancellationToken)
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
            throw Describe(statements[Math.Max(failed, 0)], exception);
        }

        statements.Clear();
    }

    private async Task CopyAsync(NpgsqlConnection connection, SqlStatement statement, CancellationToken cancellationToken)
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
            throw Describe(statement, exception);
        }
    }

    private ProviderException Describe(SqlStatement statement, NpgsqlException exception) =>
        PostgreSqlErrors.DescribeLine(File.Path, statement.LineAt((exception as PostgresException)?.Position ?? 0), exception);
}
