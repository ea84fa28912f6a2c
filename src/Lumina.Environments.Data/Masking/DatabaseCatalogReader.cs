using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Reads what a database says about its tables.</summary>
internal static class DatabaseCatalogReader
{
    private const string NotOfTheSystem = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_t%'";

    private const string Tables = $"""
        SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind = 'p', c.relkind = 'f', pn.nspname || '.' || pc.relname, rn.nspname || '.' || rc.relname
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
        LEFT JOIN pg_class pc ON pc.oid = i.inhparent
        LEFT JOIN pg_namespace pn ON pn.oid = pc.relnamespace
        LEFT JOIN pg_class rc ON rc.oid = pg_partition_root(c.oid) AND c.relispartition
        LEFT JOIN pg_namespace rn ON rn.oid = rc.relnamespace
        WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND {NotOfTheSystem}
        ORDER BY 2, 3
        """;

    private const string Columns = $"""
        WITH RECURSIVE bases AS (
            SELECT oid AS declared, oid AS base, -1 AS modifier FROM pg_type WHERE typtype <> 'd'
            UNION ALL
            SELECT d.oid, b.base, greatest(d.typtypmod, b.modifier) FROM pg_type d JOIN bases b ON b.declared = d.typbasetype WHERE d.typtype = 'd'
        )
        SELECT n.nspname || '.' || c.relname, a.attname::text, format_type(a.atttypid, a.atttypmod), coalesce(e.typname, t.typname)::text,
               coalesce(e.typtype, t.typtype) = 'e', coalesce(e.typcategory, t.typcategory) = 'S', e.oid IS NOT NULL, greatest(a.atttypmod, b.modifier),
               a.attnotnull, a.attgenerated <> '', col_description(c.oid, a.attnum)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN bases b ON b.declared = a.atttypid
        JOIN pg_type t ON t.oid = b.base
        LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
        WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND c.relpersistence <> 't' AND {NotOfTheSystem}
        ORDER BY n.nspname, c.relname, a.attnum
        """;

    // A partition's keys repeat those of its table.
    private const string ForeignKeys = """
        SELECT k.oid::bigint, k.conname::text, cn.nspname || '.' || c.relname, pn.nspname || '.' || p.relname, k.condeferrable, ca.attname::text, pa.attname::text
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace
        JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
        CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS pair (child, parent, place)
        JOIN pg_attribute ca ON ca.attrelid = k.conrelid AND ca.attnum = pair.child
        JOIN pg_attribute pa ON pa.attrelid = k.confrelid AND pa.attnum = pair.parent
        WHERE k.contype = 'f' AND k.conparentid = 0
        ORDER BY 3, 2, k.oid, pair.place
        """;

    private const string PrimaryKeys = """
        SELECT n.nspname || '.' || c.relname, a.attname::text
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE i.indisprimary
        ORDER BY 1, k.place
        """;

    // Of an index on an expression, the columns on which it depends.
    private const string UniqueColumns = """
        SELECT DISTINCT n.nspname || '.' || c.relname || '.' || a.attname, i.indnkeyatts = 1 AND i.indpred IS NULL
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND (a.attnum = ANY (i.indkey::int2[])
            OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                       AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum))
        WHERE i.indisunique
        """;

    public static async Task<DatabaseCatalog> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<CatalogTable> tables = await connection.ReadRowsAsync(
            Tables,
            row => new CatalogTable((uint)row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.Text(5), row.Text(6)),
            cancellationToken).ConfigureAwait(false);
        List<CatalogColumn> columns = await connection.ReadRowsAsync(Columns, Column, cancellationToken).ConfigureAwait(false);
        var pairs = await connection.ReadRowsAsync(
            ForeignKeys,
            row => (Oid: row.GetInt64(0), Name: row.GetString(1), Child: row.GetString(2), Parent: row.GetString(3), IsDeferrable: row.GetBoolean(4), From: row.GetString(5), To: row.GetString(6)),
            cancellationToken).ConfigureAwait(false);
        var primaryKeys = await connection.ReadRowsAsync(PrimaryKeys, row => (Table: row.GetString(0), Column: row.GetString(1)), cancellationToken).ConfigureAwait(false);
        var unique = await connection.ReadRowsAsync(UniqueColumns, row => (Column: row.GetString(0), IsAlone: row.GetBoolean(1)), cancellationToken).ConfigureAwait(false);
        HashSet<string> known = [.. tables.Select(table => table.Id)];
        return new DatabaseCatalog
        {
            Tables = tables.ToDictionary(table => table.Id, StringComparer.Ordinal),
            Columns = columns.ToLookup(column => column.Table, StringComparer.Ordinal),
            ForeignKeys =
            [
                .. pairs.Where(pair => known.Contains(pair.Child) && known.Contains(pair.Parent)).GroupBy(pair => pair.Oid).Select(key => new CatalogForeignKey(
                    key.First().Name, key.First().Child, [.. key.Select(pair => pair.From)], key.First().Parent, [.. key.Select(pair => pair.To)], key.First().IsDeferrable)),
            ],
            PrimaryKeys = primaryKeys.ToLookup(key => key.Table, key => key.Column, StringComparer.Ordinal),
            UniqueColumns = unique.ToLookup(column => column.Column, column => column.IsAlone, StringComparer.Ordinal),
        };
    }

    private static CatalogColumn Column(NpgsqlDataReader row)
    {
        ValueShape shape = Shape(row.GetString(3), isEnum: row.GetBoolean(4), isText: row.GetBoolean(5), isArray: row.GetBoolean(6), modifier: row.GetInt32(7));
        return new CatalogColumn(row.GetString(0), row.GetString(1), row.GetString(2), shape, row.GetBoolean(8), row.GetBoolean(9), row.Text(10));
    }

    private static ValueShape Shape(string type, bool isEnum, bool isText, bool isArray, int modifier)
    {
        const int ModifierOffset = 4;
        const int LongestIdentifier = 63;
        ColumnFamily family = type switch
        {
            _ when isEnum => ColumnFamily.Enum,
            _ when isText => ColumnFamily.Text,
            "int2" or "int4" or "int8" => ColumnFamily.Integer,
            "numeric" or "float4" or "float8" => ColumnFamily.Decimal,
            "date" or "timestamp" or "timestamptz" => ColumnFamily.Date,
            "json" or "jsonb" => ColumnFamily.Json,
            "bool" => ColumnFamily.Boolean,
            "uuid" => ColumnFamily.Uuid,
            "bytea" => ColumnFamily.Binary,
            "inet" or "cidr" or "macaddr" or "macaddr8" or "point" or "geometry" or "geography" => ColumnFamily.Address,
            "tsvector" => ColumnFamily.SearchVector,
            _ => ColumnFamily.Other,
        };
        int? length = type switch
        {
            "varchar" or "bpchar" when modifier >= ModifierOffset => modifier - ModifierOffset,
            "name" => LongestIdentifier,
            "char" => 1,
            _ => null,
        };
        ulong largest = type switch
        {
            "int2" => (ulong)short.MaxValue,
            "int4" => int.MaxValue,
            "int8" => long.MaxValue,
            _ => ulong.MaxValue,
        };
        return new ValueShape(family, isArray, length, largest);
    }
}
