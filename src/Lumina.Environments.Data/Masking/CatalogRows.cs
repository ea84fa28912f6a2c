using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Reads the rows of a query.</summary>
internal static class CatalogRows
{
    public static async Task<List<T>> ReadRowsAsync<T>(this NpgsqlConnection connection, string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = new(query, connection) { CommandTimeout = 0 };
        return await command.ReadRowsAsync(read, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<List<T>> ReadRowsAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
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
