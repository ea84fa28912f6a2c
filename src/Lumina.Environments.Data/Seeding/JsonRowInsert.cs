using System.Text;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Inserts rows of JSON, whose values the server turns into its columns' types, and moves the sequences of the columns that were given past them.</summary>
/// <param name="connection">A connection with an open transaction.</param>
/// <param name="file">The file, for messages.</param>
internal sealed class JsonRowInsert(NpgsqlConnection connection, string file) : RowInsert<JsonRow, PostgresException>(connection)
{
    private readonly Dictionary<string, HashSet<string>> _filled = new(StringComparer.Ordinal);

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        await base.FinishAsync(cancellationToken).ConfigureAwait(false);
        foreach ((string table, HashSet<string> columns) in _filled)
        {
            await TableSequences.MovePastAsync(connection, table, columns, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task InsertAsync(IReadOnlyList<JsonRow> rows, CancellationToken cancellationToken)
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
        if (!_filled.TryGetValue(rows[0].Table, out HashSet<string>? filled))
        {
            _filled.Add(rows[0].Table, filled = new HashSet<string>(StringComparer.Ordinal));
        }

        filled.UnionWith(rows[0].Columns);
    }

    protected override ProviderException Describe(JsonRow row, PostgresException error) => PostgreSqlErrors.DescribeLine(file, row.Line, error);
}
