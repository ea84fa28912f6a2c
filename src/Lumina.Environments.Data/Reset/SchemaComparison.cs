using System.Globalization;
using System.Text;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Whether the schema of a database is its template's still. Only rows that were written since it was are looked at, and whether there are as many
/// as there were: a row that is gone and one that is new cannot both be missed.
/// </summary>
internal sealed class SchemaComparison(GoldenDatabase golden)
{
    // What belongs to temporary tables, which their sessions keep.
    private const string Temporary = """
        WITH temporary AS (SELECT oid FROM pg_class WHERE relpersistence = 't')
        SELECT coalesce(string_agg(oid::text, ','), '') FROM (
            SELECT oid FROM temporary
            UNION ALL SELECT oid FROM pg_type WHERE typrelid IN (SELECT oid FROM temporary)
            UNION ALL SELECT typarray FROM pg_type WHERE typrelid IN (SELECT oid FROM temporary)
            UNION ALL SELECT oid FROM pg_constraint WHERE conrelid IN (SELECT oid FROM temporary)
            UNION ALL SELECT oid FROM pg_attrdef WHERE adrelid IN (SELECT oid FROM temporary)
            UNION ALL SELECT oid FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM temporary)
            UNION ALL SELECT oid FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM temporary)
            UNION ALL SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_(toast_)?temp_') o
        """;

    /// <summary>The first difference; null where there is none.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="owner">The role that owns what is in it.</param>
    /// <param name="youngest">How many transactions ago the first was that may have changed it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<string?> FindDifferenceAsync(NpgsqlConnection connection, string owner, int youngest, CancellationToken cancellationToken)
    {
        string temporary = await TemporaryAsync(connection, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<(long Rows, long Young)> counts = await CountAsync(connection, golden.Catalog, youngest, temporary, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < golden.Catalog.Count; i++)
        {
            SystemTable table = golden.Catalog[i];
            if (counts[i].Rows != golden.CatalogRows[i]
                || (counts[i].Young > 0 && await DiffersAsync(connection, table, owner, youngest, temporary, cancellationToken).ConfigureAwait(false)))
            {
                return table.Name is "pg_largeobject" or "pg_largeobject_metadata" ? "its large objects have changed" : $"its schema has changed ({table.Name})";
            }
        }

        return null;
    }

    /// <summary>The numbers of what belongs to sessions, with commas between them.</summary>
    public static Task<string> TemporaryAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.ReadAsync<string>(Temporary, cancellationToken);

    /// <summary>How many rows each of the system's tables has, and how many of them are young.</summary>
    public static async Task<IReadOnlyList<(long Rows, long Young)>> CountAsync(
        NpgsqlConnection connection, IReadOnlyList<SystemTable> catalog, int youngest, string temporary, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        foreach (SystemTable table in catalog)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : " UNION ALL ")}SELECT count(*), count(*) FILTER (WHERE age(xmin) <= $1) FROM pg_catalog.{table.Name}{Lasting(table, temporary)}");
        }

        return await connection.ReadAllAsync(text.ToString(), [new NpgsqlParameter<int> { TypedValue = youngest }], reader => (reader.GetInt64(0), reader.GetInt64(1)), cancellationToken).ConfigureAwait(false);
    }

    private static string Lasting(SystemTable table, string temporary) =>
        temporary.Length == 0 ? "" : $" WHERE {table.Key}::oid <> ALL ('{{{temporary}}}'::oid[])";

    private async Task<bool> DiffersAsync(NpgsqlConnection connection, SystemTable table, string owner, int youngest, string temporary, CancellationToken cancellationToken)
    {
        string lasting = Lasting(table, temporary);
        string young = string.Create(CultureInfo.InvariantCulture, $"{(lasting.Length == 0 ? " WHERE" : lasting + " AND")} age(c.xmin) <= {youngest}");
        List<(uint Key, string Row)> changed = await ReadRowsAsync(connection, table, owner, young, cancellationToken).ConfigureAwait(false);
        string same = $" WHERE c.{table.Key}::oid = ANY ('{{{string.Join(',', changed.Select(row => row.Key).Distinct())}}}'::oid[])";
        List<(uint Key, string Row)> original = await golden.RunAsync(
            reading => ReadRowsAsync(reading, table, golden.Owner, same, cancellationToken), cancellationToken).ConfigureAwait(false);
        return changed.Except(original).Any();
    }

    private static async Task<List<(uint Key, string Row)>> ReadRowsAsync(NpgsqlConnection connection, SystemTable table, string owner, string where, CancellationToken cancellationToken)
    {
        string text = $"SELECT c.{table.Key}::oid, {table.Row} FROM pg_catalog.{table.Name} c{where}"
            .Replace("$1", $"(SELECT oid FROM pg_roles WHERE rolname = {SqlText.Literal(owner)})", StringComparison.Ordinal)
            .Replace("$2", SqlText.Literal(owner), StringComparison.Ordinal);
        return await connection.ReadAllAsync(text, reader => (reader.GetFieldValue<uint>(0), reader.GetString(1)), cancellationToken).ConfigureAwait(false);
    }
}
