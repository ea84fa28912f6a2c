using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Reads what the catalog says of tables.</summary>
internal static class TableCatalog
{
    private const string ColumnQuery = """
        SELECT a.attname::text, coalesce(e.typname, b.typname)::text, format_type(a.atttypid, a.atttypmod), a.attnotnull OR t.typnotnull, e.oid IS NOT NULL,
               a.attgenerated <> '', a.attidentity <> '', coalesce(pg_get_expr(d.adbin, d.adrelid), t.typdefault),
               ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = coalesce(e.oid, b.oid) ORDER BY enumsortorder),
               CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
               ARRAY(SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contypid = t.oid AND t.typtype = 'd' ORDER BY conname),
               ARRAY(SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = a.attrelid AND contype = 'c' AND conkey = ARRAY[a.attnum] ORDER BY conname)
        FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid
        JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
        LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;

    // An index on an expression is taken as one on the columns that it reads.
    private const string UniqueQuery = """
        SELECT CASE WHEN i.indexprs IS NULL
               THEN ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number WHERE k.place <= i.indnkeyatts ORDER BY k.place)
               ELSE ARRAY(SELECT DISTINCT a.attname::text FROM pg_depend p JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.refobjsubid WHERE p.classid = 'pg_class'::regclass AND p.objid = i.indexrelid AND p.refobjid = i.indrelid AND p.refobjsubid > 0 ORDER BY 1)
               END
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1::oid AND i.indisunique ORDER BY i.indisprimary DESC, c.relname
        """;

    // A key to a partitioned table has further ones to its partitions, which say nothing more.
    private const string ForeignKeyQuery = """
        SELECT k.conname::text, k.confrelid::bigint, format('%I.%I', n.nspname, p.relname),
               ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY c (number, place) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.number ORDER BY c.place),
               ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY c (number, place) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = c.number ORDER BY c.place)
        FROM pg_constraint k JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace n ON n.oid = p.relnamespace
        WHERE k.conrelid = $1::oid AND k.contype = 'f' AND NOT EXISTS (SELECT FROM pg_constraint u WHERE u.oid = k.conparentid AND u.conrelid = k.conrelid)
        ORDER BY k.conname
        """;

    /// <exception cref="ProviderException">There is no such table.</exception>
    public static async Task<TableShape> ReadAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        using NpgsqlCommand find = new("SELECT to_regclass($1)::oid::bigint", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = SqlText.Table(name) } } };
        if (await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long id)
        {
            throw new ProviderException($"Rows are to be generated for the table '{name}', which is not there. Put a source that makes it before them, and spell it as the catalog does: case counts.");
        }

        return new TableShape(
            name,
            id,
            await ReadAsync(connection, ColumnQuery, id, Column, cancellationToken).ConfigureAwait(false),
            await ReadAsync(connection, UniqueQuery, id, IReadOnlyList<string> (reader) => reader.GetFieldValue<string[]>(0), cancellationToken).ConfigureAwait(false),
            await ReadAsync(
                connection,
                ForeignKeyQuery,
                id,
                reader => new ForeignKeyShape(reader.GetString(0), reader.GetFieldValue<string[]>(3), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<string[]>(4)),
                cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(NpgsqlConnection connection, string query, long id, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        List<T> rows = [];
        using NpgsqlCommand command = new(query, connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = id } } };
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }
        }

        return rows;
    }

    private static ColumnShape Column(NpgsqlDataReader reader)
    {
        string name = reader.GetString(0);
        string type = reader.GetString(1);
        bool isWhole = type is "int2" or "int4" or "int8";
        ColumnLimits limits = new();
        limits = reader.GetFieldValue<string[]>(10).Aggregate(limits, (all, definition) => all.With(definition, "VALUE", isWhole));
        limits = reader.GetFieldValue<string[]>(11).Aggregate(limits, (all, definition) => all.With(definition, name, isWhole));

        // Four bytes more than the length, or the digits in the upper half and the scale in the lower.
        int modifier = reader.GetInt32(9) - 4;
        return new ColumnShape(name, type, reader.GetString(2))
        {
            IsRequired = reader.GetBoolean(3),
            IsArray = reader.GetBoolean(4),
            IsGenerated = reader.GetBoolean(5),
            IsIdentity = reader.GetBoolean(6),
            Default = reader.IsDBNull(7) ? null : reader.GetString(7),
            Labels = reader.GetFieldValue<string[]>(8),
            Length = modifier < 0 ? null : type switch
            {
                "numeric" => modifier >> 16,
                "varchar" or "bpchar" => modifier,
                _ => null,
            },
            Scale = modifier < 0 || type != "numeric" ? null : modifier & 0x7FF,
            Limits = limits,
        };
    }
}
