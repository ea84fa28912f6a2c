using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Puts sources into a database, as one transaction if they allow it, with the mark that says so; else one after another.</summary>
/// <param name="connectionString">How the database's own role connects.</param>
/// <param name="steps">The sources, in their order.</param>
/// <param name="markStatement">Run last; null for none.</param>
internal sealed class SeedRun(string connectionString, IReadOnlyList<SeedStep> steps, string? markStatement)
{
    /// <summary>A value that was added to an enum in the same transaction.</summary>
    private const string UnsafeNewEnumValue = "55P04";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await TryInTransactionAsync(steps, markStatement, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        foreach (SeedStep step in steps)
        {
            if (!await TryInTransactionAsync([step], mark: null, cancellationToken).ConfigureAwait(false))
            {
                await RunAloneAsync(step, cancellationToken).ConfigureAwait(false);
            }
        }

        if (markStatement is not null)
        {
            await ConnectedAsync(wholeDriver: false, connection => connection.ExecuteAsync(markStatement, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>False where one of them cannot be run within a transaction; nothing was done then.</summary>
    private async Task<bool> TryInTransactionAsync(IReadOnlyList<SeedStep> together, string? mark, CancellationToken cancellationToken)
    {
        if (!together.All(step => step.SharesTransaction))
        {
            return false;
        }

        bool done = false;
        await ConnectedAsync(together.Any(step => step.NeedsWholeDriver), async connection =>
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                try
                {
                    foreach (SeedStep step in together)
                    {
                        await RunAsync(step, connection, isInTransaction: true, cancellationToken).ConfigureAwait(false);
                    }
                }
                catch (ProviderException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.ActiveSqlTransaction or UnsafeNewEnumValue })
                {
                    return;
                }

                if (mark is not null)
                {
                    await connection.ExecuteAsync(mark, cancellationToken).ConfigureAwait(false);
                }

                await CommitAsync(transaction, together, cancellationToken).ConfigureAwait(false);
                done = true;
            }
        }, cancellationToken).ConfigureAwait(false);
        return done;
    }

    // What is deferred is checked here, where no single statement is to blame.
    private static async Task CommitAsync(NpgsqlTransaction transaction, IEnumerable<SeedStep> together, CancellationToken cancellationToken)
    {
        try
        {
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception)
        {
            throw PostgreSqlErrors.Describe($"The end of the transaction that put in {string.Join(", ", together.Select(step => step.Name))}", exception);
        }
    }

    private Task RunAloneAsync(SeedStep step, CancellationToken cancellationToken) =>
        ConnectedAsync(step.NeedsWholeDriver, connection => RunAsync(step, connection, isInTransaction: false, cancellationToken), cancellationToken);

    private static async Task RunAsync(SeedStep step, NpgsqlConnection connection, bool isInTransaction, CancellationToken cancellationToken)
    {
        await step.RunAsync(connection, isInTransaction, cancellationToken).ConfigureAwait(false);

        // A dump empties the search path; the next source must find its tables. Code may have closed what it was given.
        if (connection.State == System.Data.ConnectionState.Open)
        {
            await connection.ExecuteAsync("RESET ALL", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ConnectedAsync(bool wholeDriver, Func<NpgsqlConnection, Task> action, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = Source(wholeDriver);
        await using (source.ConfigureAwait(false))
        {
            NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await action(connection).ConfigureAwait(false);
            }
        }
    }

    private NpgsqlDataSource Source(bool wholeDriver)
    {
        // How long it may take is the step's to say: the end of a large COPY, where foreign keys are checked, takes minutes.
        static void Configure(NpgsqlConnectionStringBuilder settings) =>
            (settings.Pooling, settings.IncludeErrorDetail, settings.IncludeFailedBatchedCommand, settings.CommandTimeout) = (false, true, true, 0);
        if (!wholeDriver)
        {
            return PostgreSqlSession.Source(connectionString, Configure);
        }

        NpgsqlDataSourceBuilder builder = new(connectionString);
        Configure(builder.ConnectionStringBuilder);
        return builder.Build();
    }
}
