using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The sequences of a table's serial and identity columns. Rows that bring their own numbers leave them behind, so that the next insert would meet a number that is taken.</summary>
internal static class TableSequences
{
    /// <summary>Moves the sequences of the columns past the highest number that is there. Columns without one, and sequences that count down, are left alone.</summary>
    public static async Task MovePastAsync(NpgsqlConnection connection, string table, IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        string name = SqlText.Table(table);
        foreach ((string column, string sequence) in await FindAsync(connection, name, [.. columns], cancellationToken).ConfigureAwait(false))
        {
            string statement = $"""
                SELECT setval({SqlText.Literal(sequence)}, h.highest)
                FROM (SELECT max({SqlText.Identifier(column)})::bigint AS highest FROM {name}) h
                JOIN pg_sequences p ON format('%I.%I', p.schemaname, p.sequencename) = {SqlText.Literal(sequence)}
                WHERE p.increment_by > 0 AND h.highest >= p.min_value AND h.highest > coalesce(p.last_value, 0)
                """;
            await connection.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<(string Column, string Sequence)>> FindAsync(NpgsqlConnection connection, string table, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        List<(string Column, string Sequence)> found = [];
        if (columns.Count == 0)
        {
            return found;
        }

        string query = $"""
            SELECT * FROM (
                SELECT attname::text, pg_get_serial_sequence({SqlText.Literal(table)}, attname::text) AS sequence FROM pg_attribute
                WHERE attrelid = {SqlText.Literal(table)}::regclass AND attname IN ({string.Join(", ", columns.Select(SqlText.Literal))})) s
            WHERE sequence IS NOT NULL
            """;
        using NpgsqlCommand command = new(query, connection) { CommandTimeout = 0 };
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                found.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        return found;
    }
}
