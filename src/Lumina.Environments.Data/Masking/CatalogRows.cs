using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Reads the rows of a query.</summary>
internal static class CatalogRows
{
    /// <summary>All rows of one query. The driver does not look for a second statement in it, and the server refuses one.</summary>
    public static async Task<List<T>> ReadRowsAsync<T>(this NpgsqlConnection connection, string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        using NpgsqlBatch batch = new(connection) { Timeout = 0, BatchCommands = { new NpgsqlBatchCommand(query) } };
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            List<T> rows = [];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
