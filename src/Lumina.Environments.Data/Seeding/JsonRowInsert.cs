using System.Text;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Inserts rows of JSON: those of one table with the same columns together.</summary>
/// <param name="connection">A connection with an open transaction.</param>
/// <param name="file">The file, for messages.</param>
internal sealed class JsonRowInsert(NpgsqlConnection connection, string file)
{
    private const int MaximumRows = 1_000;
    private const int MaximumLength = 1 << 20;
    private const string BeforeRows = "lumina_rows";

    private readonly Dictionary<string, HashSet<string>> _filled = new(StringComparer.Ordinal);
    private readonly List<JsonRow> _waiting = [];
    private int _length;

    public async Task AddAsync(JsonRow row, CancellationToken cancellationToken)
    {
        if (_waiting.Count > 0
            && (_waiting.Count == MaximumRows || _length > MaximumLength || _waiting[0].Table != row.Table || !_waiting[0].Columns.SequenceEqual(row.Columns, StringComparer.Ordinal)))
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        _waiting.Add(row);
        _length += row.Json.Length;
    }

    /// <summary>Inserts what still waits, and moves the sequences of the columns that were given past it.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        foreach ((string table, HashSet<string> columns) in _filled)
        {
            await TableSequences.MovePastAsync(connection, table, columns, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        await connection.ExecuteAsync($"SAVEPOINT {BeforeRows}", cancellationToken).ConfigureAwait(false);
        try
        {
            await InsertAsync(_waiting, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception)
        {
            throw await FindAsync(exception, cancellationToken).ConfigureAwait(false);
        }

        await connection.ExecuteAsync($"RELEASE SAVEPOINT {BeforeRows}", cancellationToken).ConfigureAwait(false);
        if (!_filled.TryGetValue(_waiting[0].Table, out HashSet<string>? columns))
        {
            _filled.Add(_waiting[0].Table, columns = new HashSet<string>(StringComparer.Ordinal));
        }

        columns.UnionWith(_waiting[0].Columns);
        _waiting.Clear();
        _length = 0;
    }

    /// <summary>The server says what is wrong, not with which row: so they go once more, one after another, to the one that fails.</summary>
    private async Task<ProviderException> FindAsync(PostgresException together, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"ROLLBACK TO SAVEPOINT {BeforeRows}", cancellationToken).ConfigureAwait(false);
        foreach (JsonRow row in _waiting)
        {
            try
            {
                await InsertAsync([row], cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException alone)
            {
                return PostgreSqlErrors.DescribeLine(file, row.Line, alone);
            }
        }

        return PostgreSqlErrors.DescribeLine(file, _waiting[0].Line, together);
    }

    private async Task InsertAsync(IReadOnlyList<JsonRow> rows, CancellationToken cancellationToken)
    {
        string table = SqlText.Table(rows[0].Table);
        if (rows[0].Columns.Count == 0)
        {
            await connection.ExecuteTogetherAsync(rows.Select(_ => $"INSERT INTO {table} DEFAULT VALUES"), cancellationToken).ConfigureAwait(false);
            return;
        }

        string columns = string.Join(", ", rows[0].Columns.Select(SqlText.Identifier));
        StringBuilder json = new StringBuilder("[").AppendJoin(',', rows.Select(row => row.Json)).Append(']');
        string statement = $"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM json_populate_recordset(NULL::{table}, $1::json)";
        using NpgsqlCommand command = new(statement, connection) { CommandTimeout = 0, Parameters = { new NpgsqlParameter<string> { TypedValue = json.ToString() } } };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
