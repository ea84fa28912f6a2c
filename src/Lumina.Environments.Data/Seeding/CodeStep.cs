using System.Data;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>A source that is code.</summary>
/// <param name="Source">The source.</param>
internal sealed record CodeStep(CodeSource Source) : SeedStep(Source.Description, Source.Key)
{
    public override bool SharesTransaction => !Source.OwnsTransactions;

    // Another's code may read and write any type.
    public override bool NeedsWholeDriver => true;

    public override async Task RunAsync(NpgsqlConnection connection, bool isInTransaction, CancellationToken cancellationToken)
    {
        try
        {
            await Source.FillAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not ProviderException)
        {
            // The words of what is within are the server's where it was asked; another's wrapping seldom says more.
            throw exception.GetBaseException() is NpgsqlException error
                ? PostgreSqlErrors.Describe(Capital(Name), error)
                : new ProviderException($"{Capital(Name)} failed: {exception.GetType().Name}: {exception.Message}", exception);
        }

        if (!isInTransaction)
        {
            await RequireNoTransactionAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is open when the connection is closed would be lost without a word.</summary>
    private async Task RequireNoTransactionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.State != ConnectionState.Open)
        {
            return;
        }

        try
        {
            NpgsqlTransaction none = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (none.ConfigureAwait(false))
            {
                await none.RollbackAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new ProviderException($"{Capital(Name)} left a transaction open, so that what it did would be lost. Commit it before it returns.", exception);
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
