using System.Data;
using System.Data.Common;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>Inserts the rows of a file: those of one table with the same columns together.</summary>
/// <typeparam name="TRow">The rows.</typeparam>
/// <typeparam name="TError">What the driver throws where the server refuses some.</typeparam>
/// <param name="connection">A connection with an open transaction.</param>
internal abstract class RowInsert<TRow, TError>(DbConnection connection)
    where TRow : FileRow
    where TError : DbException
{
    private const int MaximumRows = 1_000;
    private const int MaximumLength = 1 << 20;
    private const string BeforeRows = "lumina_rows";

    private readonly List<TRow> _waiting = [];
    private int _length;

    /// <exception cref="ProviderException">The server refused a row.</exception>
    public async Task AddAsync(TRow row, CancellationToken cancellationToken)
    {
        if (_waiting.Count > 0
            && (_waiting.Count == MaximumRows || _length > MaximumLength || _waiting[0].Table != row.Table || !_waiting[0].Columns.SequenceEqual(row.Columns, StringComparer.Ordinal)))
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        _waiting.Add(row);
        _length += row.Length;
    }

    /// <summary>Inserts what still waits.</summary>
    /// <exception cref="ProviderException">The server refused a row.</exception>
    public virtual Task FinishAsync(CancellationToken cancellationToken) => FlushAsync(cancellationToken);

    /// <summary>Inserts rows of one table with the same columns by one statement.</summary>
    protected abstract Task InsertAsync(IReadOnlyList<TRow> rows, CancellationToken cancellationToken);

    /// <summary>What the server refused, with the row's line.</summary>
    protected abstract ProviderException Describe(TRow row, TError error);

    /// <summary>Whether going back to the savepoint has undone all: not every table can.</summary>
    protected virtual Task<bool> IsUndoneAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Whether what was done in the transaction so far keeps it from having savepoints.</summary>
    protected virtual bool HasNoSavepoints(TError error) => false;

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        bool isSaved = await TryAsync($"SAVEPOINT {BeforeRows}", cancellationToken).ConfigureAwait(false);
        try
        {
            await InsertAsync(_waiting, cancellationToken).ConfigureAwait(false);
        }
        catch (TError exception) when (connection.State == ConnectionState.Open)
        {
            throw isSaved ? await FindAsync(exception, cancellationToken).ConfigureAwait(false) : Describe(_waiting[0], exception);
        }

        if (isSaved)
        {
            await TryAsync($"RELEASE SAVEPOINT {BeforeRows}", cancellationToken).ConfigureAwait(false);
        }

        _waiting.Clear();
        _length = 0;
    }

    /// <summary>The server says what is wrong, not with which row: so they go once more, one after another, to the one that fails.</summary>
    private async Task<ProviderException> FindAsync(TError together, CancellationToken cancellationToken)
    {
        bool isUndone = await TryAsync($"ROLLBACK TO SAVEPOINT {BeforeRows}", cancellationToken).ConfigureAwait(false) && await IsUndoneAsync(cancellationToken).ConfigureAwait(false);
        foreach (TRow row in isUndone ? _waiting : [])
        {
            try
            {
                await InsertAsync([row], cancellationToken).ConfigureAwait(false);
            }
            catch (TError alone)
            {
                return Describe(row, alone);
            }
        }

        return Describe(_waiting[0], together);
    }

    private async Task<bool> TryAsync(string statement, CancellationToken cancellationToken)
    {
        DbCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = statement;
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (TError exception) when (HasNoSavepoints(exception))
            {
                return false;
            }
        }
    }
}
