using System.Globalization;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Copies rows of a table from one database to another that has the same tables.</summary>
internal static class RowCopy
{
    /// <param name="from">The database that has them.</param>
    /// <param name="to">The one that lacks them.</param>
    /// <param name="table">The table, in both.</param>
    /// <param name="columns">Its columns, as <see cref="ColumnsAsync"/> gives them, quoted.</param>
    /// <param name="where">The condition that chooses the rows; empty for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task RunAsync(NpgsqlConnection from, NpgsqlConnection to, UserTable table, IReadOnlyList<string> columns, string where, CancellationToken cancellationToken)
    {
        string list = string.Join(", ", columns);

        // By text: every type has it, and it gives the same value back.
        using TextReader reader = await from.BeginTextExportAsync(
            $"COPY (SELECT {list} FROM ONLY {table.Name} {where}) TO STDOUT", cancellationToken).ConfigureAwait(false);
        TextWriter writer = await to.BeginTextImportAsync($"COPY {table.Name}{(list.Length == 0 ? "" : $" ({list})")} FROM STDIN", cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            char[] buffer = new char[32 * 1024];
            while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The columns of a table save those that the server computes, which can't be copied.</summary>
    public static async Task<IReadOnlyList<string>> ColumnsAsync(NpgsqlConnection connection, UserTable table, CancellationToken cancellationToken) => await connection.ReadAllAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
            SELECT format('%I', attname)
            FROM pg_attribute WHERE attrelid = {table.Number} AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
            """), reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
}
