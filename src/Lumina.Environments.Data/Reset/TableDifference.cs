using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Makes a table's rows those of the template's: rows that are not in it go, and those that are missing are copied. It needs no key, and rows that are alike are counted.</summary>
internal sealed class TableDifference(GoldenDatabase golden)
{
    private const int Together = 10_000;

    /// <summary>Of each row its place and a number are held, of the template and of the database: some 200 bytes.</summary>
    private const long MaximumComparedRows = 1_000_000;

    /// <summary>Restores tables that have changed, with triggers and foreign keys off.</summary>
    /// <returns>What stands in the way; null where nothing does.</returns>
    public async Task<string?> RestoreAsync(NpgsqlConnection connection, IReadOnlyList<UserTable> changed, CancellationToken cancellationToken)
    {
        if (changed.FirstOrDefault(table => table.FiresAlways) is { } firing)
        {
            return $"{firing.Name} has changed, and a trigger or a rule of it acts always";
        }

        if (changed.FirstOrDefault(table => golden.TableRows[table.Number] > MaximumComparedRows) is { } large)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{large.Name} has changed, and with more than {MaximumComparedRows:N0} rows it is too large to be compared row by row");
        }

        foreach (UserTable table in changed)
        {
            await RestoreAsync(connection, table, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task RestoreAsync(NpgsqlConnection connection, UserTable table, CancellationToken cancellationToken)
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
                await RowCopy.RunAsync(original, connection, table, wanted.Columns, $"WHERE ctid = ANY ({Places(rows)})", cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what a table of the template is.</summary>
    public static async Task<GoldenTable> ReadGoldenAsync(NpgsqlConnection original, UserTable table, CancellationToken cancellationToken) => new(
        await RowCopy.ColumnsAsync(original, table, cancellationToken).ConfigureAwait(false),
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

    private static string Places(string[] rows) => $"'{{{string.Join(',', rows.Select(row => $"\"{row}\""))}}}'::tid[]";
}
