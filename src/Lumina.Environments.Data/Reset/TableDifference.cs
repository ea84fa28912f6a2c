using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Makes the rows of tables those of the template's: rows that are not in it go, and those that are missing are copied. It needs no key, and rows that are alike are counted.</summary>
/// <param name="golden">The template.</param>
/// <param name="changed">The tables that may have changed.</param>
internal sealed class TableDifference(GoldenDatabase golden, IReadOnlyList<UserTable> changed)
{
    private const int Together = 10_000;

    /// <summary>So much goes along with all else in one message; more is copied by itself.</summary>
    private const long MaximumInMessage = 1_000_000;

    /// <summary>Of each row its place and a number are held, of the template and of the database: some 200 bytes.</summary>
    private const long MaximumComparedRows = 1_000_000;

    private readonly Dictionary<UserTable, List<RowMark>> _present = changed.ToDictionary(table => table, _ => new List<RowMark>());

    /// <summary>What stands in the way; null where nothing does.</summary>
    public string? FindObstacle()
    {
        if (changed.FirstOrDefault(table => table.FiresAlways) is { } firing)
        {
            return $"{firing.Name} has changed, and a trigger or a rule of it acts always";
        }

        if (changed.FirstOrDefault(table => golden.TableRows[table.Number] > MaximumComparedRows) is { } large)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{large.Name} has changed, and with more than {MaximumComparedRows:N0} rows it is too large to be compared row by row");
        }

        return null;
    }

    /// <summary>What must be asked before anything is put right.</summary>
    public IReadOnlyList<SqlQuestion> Questions => [.. changed.Select(table => new SqlQuestion(Marks(table), reader => _present[table].Add(ReadMark(reader))))];

    /// <summary>Puts right what takes long, with triggers and foreign keys off.</summary>
    /// <returns>The statements that put the rest right.</returns>
    public async Task<IReadOnlyList<string>> RestoreAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<string> statements = [];
        List<(UserTable Table, GoldenTable Wanted, List<string> Missing)> few = [];
        foreach (UserTable table in changed)
        {
            GoldenTable wanted = await golden.TableAsync(table, cancellationToken).ConfigureAwait(false);
            (List<string> surplus, List<string> missing) = Compare(wanted.Rows, _present[table]);
            IEnumerable<string> deletions = surplus.Chunk(Together).Select(rows => $"DELETE FROM ONLY {table.Name} WHERE ctid = ANY ({Places(rows)})");
            if (wanted.Columns.Count > 0 && missing.Count * wanted.RowSize <= MaximumInMessage)
            {
                statements.AddRange(deletions);
                few.Add((table, wanted, missing));
                continue;
            }

            await connection.ExecuteTogetherAsync(deletions, cancellationToken).ConfigureAwait(false);
            foreach (string[] rows in missing.Chunk(Together))
            {
                await golden.RunAsync(async original =>
                {
                    await RowCopy.RunAsync(original, connection, table, wanted.Columns, $"WHERE ctid = ANY ({Places(rows)})", cancellationToken).ConfigureAwait(false);
                    return true;
                }, cancellationToken).ConfigureAwait(false);
            }
        }

        return [.. statements, .. await InsertionsAsync([.. few.Where(each => each.Missing.Count > 0)], cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>Reads what a table of the template is.</summary>
    public static async Task<GoldenTable> ReadGoldenAsync(NpgsqlConnection original, UserTable table, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> columns = await RowCopy.ColumnsAsync(original, table, cancellationToken).ConfigureAwait(false);
        List<RowMark> rows = await original.ReadAllAsync(Marks(table), ReadMark, cancellationToken).ConfigureAwait(false);
        long size = await original.ReadAsync<long>(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_table_size({table.Number}::oid::regclass)"), cancellationToken).ConfigureAwait(false);
        return new GoldenTable(columns, rows, size / Math.Max(rows.Count, 1));
    }

    /// <summary>A number for all rows of a table, whatever their order.</summary>
    public static Task<string> SumAsync(NpgsqlConnection connection, UserTable table, CancellationToken cancellationToken) =>
        connection.ReadAsync<string>($"SELECT count(*) || ' ' || coalesce(sum({Hash}), 0) FROM ONLY {table.Name} lumina_row", cancellationToken);

    private const string Hash = "pg_catalog.hashtextextended((lumina_row.*)::text COLLATE \"C\", 0)";

    private static string Marks(UserTable table) => $"SELECT ctid::text, {Hash} FROM ONLY {table.Name} lumina_row";

    private static RowMark ReadMark(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetInt64(1));

    // A row's text is that of all its values, which each type reads again.
    private async Task<IReadOnlyList<string>> InsertionsAsync(IReadOnlyList<(UserTable Table, GoldenTable Wanted, List<string> Missing)> tables, CancellationToken cancellationToken)
    {
        if (tables.Count == 0)
        {
            return [];
        }

        List<string>[] rows = [.. tables.Select(_ => new List<string>())];
        SqlQuestion[] questions = [.. tables.Select((each, i) => new SqlQuestion(
            $"SELECT (lumina_row.*)::text FROM ONLY {each.Table.Name} lumina_row WHERE ctid = ANY ({Places([.. each.Missing])})", reader => rows[i].Add(reader.GetString(0))))];
        await golden.RunAsync(async original =>
        {
            await original.ReadTogetherAsync(questions, areApart: false, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        return
        [
            .. tables.Select((each, i) =>
                $"INSERT INTO {each.Table.Name} ({string.Join(", ", each.Wanted.Columns)}) OVERRIDING SYSTEM VALUE SELECT {string.Join(", ", each.Wanted.Columns.Select(column => $"r.{column}"))} "
                + $"FROM unnest(ARRAY[{string.Join(", ", rows[i].Select(SqlText.Literal))}]::{each.Table.Name}[]) r"),
        ];
    }

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
