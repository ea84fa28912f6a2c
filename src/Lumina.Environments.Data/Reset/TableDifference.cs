using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Makes a table's rows those of the template's: rows that are not in it go, and those that are missing are copied. It needs no key, and rows that are alike are counted.</summary>
internal sealed class TableDifference(GoldenDatabase golden)
{
    private const int Together = 10_000;

    public async Task RestoreAsync(NpgsqlConnection connection, UserTable table, CancellationToken cancellationToken)
    {
        GoldenTable wanted = await golden.TableAsync(table, cancellationToken).ConfigureAwait(false);
        List<RowMark> present = await ReadAsync(connection, table, cancellationToken).ConfigureAwait(false);
        (List<string> surplus, List<string> missing) = Compare(wanted.Rows, present);
        foreach (string[] rows in surplus.Chunk(Together))
        {
            await connection.ExecuteAsync($"DELETE FROM ONLY {table.Name} WHERE ctid = ANY ({Places(rows)})", cancellationToken).ConfigureAwait(false);
        }

        foreach (string[] rows in missing.Chunk(Together))
        {
            await golden.RunAsync(async original =>
            {
                await CopyAsync(original, connection, table, wanted.Columns, rows, cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what a table of the template is.</summary>
    public static async Task<GoldenTable> ReadGoldenAsync(NpgsqlConnection original, UserTable table, CancellationToken cancellationToken) => new(
        await ColumnsAsync(original, table, cancellationToken).ConfigureAwait(false),
        await ReadAsync(original, table, cancellationToken).ConfigureAwait(false));

    /// <summary>A number for all rows of a table, whatever their order.</summary>
    public static Task<string> SumAsync(NpgsqlConnection connection, UserTable table, CancellationToken cancellationToken) =>
        connection.ReadAsync<string>($"SELECT count(*) || ' ' || coalesce(sum({Hash}), 0) FROM ONLY {table.Name} lumina_row", cancellationToken);

    private const string Hash = "pg_catalog.hashtextextended((lumina_row.*)::text COLLATE \"C\", 0)";

    private static Task<List<RowMark>> ReadAsync(NpgsqlConnection connection, UserTable table, CancellationToken cancellationToken) =>
        connection.ReadAllAsync($"SELECT ctid::text, {Hash} FROM ONLY {table.Name} lumina_row", reader => new RowMark(reader.GetString(0), reader.GetInt64(1)), cancellationToken);

    private static (List<string> Surplus, List<string> Missing) Compare(IReadOnlyList<RowMark> wanted, List<RowMark> present)
    {
        Dictionary<long, int> counts = [];
        foreach (RowMark row in wanted)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, row.Hash, out _)++;
        }

        List<string> surplus = [];
        foreach (RowMark row in present)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, row.Hash, out _);
            if (count > 0)
            {
                count--;
            }
            else
            {
                surplus.Add(row.Place);
            }
        }

        List<string> missing = [];
        foreach (RowMark row in wanted)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(counts, row.Hash);
            if (count > 0)
            {
                count--;
                missing.Add(row.Place);
            }
        }

        return (surplus, missing);
    }

    private static async Task CopyAsync(NpgsqlConnection from, NpgsqlConnection to, UserTable table, string columns, string[] rows, CancellationToken cancellationToken)
    {
        // By text: every type has it, and it gives the same value back.
        using TextReader reader = await from.BeginTextExportAsync(
            $"COPY (SELECT {columns} FROM ONLY {table.Name} WHERE ctid = ANY ({Places(rows)})) TO STDOUT", cancellationToken).ConfigureAwait(false);
        TextWriter writer = await to.BeginTextImportAsync($"COPY {table.Name}{(columns.Length == 0 ? "" : $" ({columns})")} FROM STDIN", cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            char[] buffer = new char[32 * 1024];
            while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int read)
            {
                await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // What the server computes itself can't be copied.
    private static Task<string> ColumnsAsync(NpgsqlConnection connection, UserTable table, CancellationToken cancellationToken) => connection.ReadAsync<string>(
        string.Create(CultureInfo.InvariantCulture, $"""
            SELECT coalesce(string_agg(format('%I', attname), ', ' ORDER BY attnum), '')
            FROM pg_attribute WHERE attrelid = {table.Number} AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            """), cancellationToken);

    private static string Places(string[] rows) => $"'{{{string.Join(',', rows.Select(row => $"\"{row}\""))}}}'::tid[]";
}
