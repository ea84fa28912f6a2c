using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The tables in which a server keeps the schema of a database, as this version of it has them.</summary>
internal static class SystemCatalog
{
    /// <summary>Statistics, which say nothing about the schema.</summary>
    private const string Statistics = "'pg_statistic', 'pg_statistic_ext_data'";

    /// <summary>What a server changes by itself: where a table lies and what it reckons about its size, and hints.</summary>
    private const string Volatile = "'relfilenode', 'relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'relfrozenxid', 'relminmxid', 'indcheckxmin', 'attcacheoff'";

    public static async Task<IReadOnlyList<SystemTable>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string LookUp = $"""
            SELECT c.relname,
                CASE WHEN c.relname = 'pg_depend' THEN 'objid' ELSE min(a.attname::text) FILTER (WHERE a.attnum = 1) END,
                'concat_ws(''|'', ' || string_agg(
                    CASE
                        WHEN a.atttypid = 'oid'::regtype AND a.attname LIKE '%owner' THEN format('(c.%I = $1)', a.attname)
                        WHEN a.atttypid = 'aclitem[]'::regtype THEN format('replace(c.%I::text, $2, ''@'')', a.attname)
                        ELSE format('coalesce(c.%I::text, ''~'')', a.attname)
                    END, ', ' ORDER BY a.attnum) || ')'
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND NOT c.relisshared AND has_table_privilege(c.oid, 'SELECT')
              AND c.relname NOT IN ({Statistics}) AND a.attname NOT IN ({Volatile})
            GROUP BY c.relname ORDER BY c.relname
            """;
        return await connection.ReadAllAsync(LookUp, reader => new SystemTable(reader.GetString(0), reader.GetString(1), reader.GetString(2)), cancellationToken).ConfigureAwait(false);
    }
}
