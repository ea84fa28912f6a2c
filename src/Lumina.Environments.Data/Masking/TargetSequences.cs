using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Moves sequences past the keys that were copied, so that the next row gets a new one.</summary>
internal static class TargetSequences
{
    // Those that a column owns (serial, identity), and those that a default takes numbers from.
    private const string Sequences = """
        SELECT sn.nspname || '.' || s.relname, quote_ident(sn.nspname) || '.' || quote_ident(s.relname), n.nspname || '.' || c.relname, a.attname::text, q.seqincrement < 0
        FROM (
            SELECT d.objid AS sequence, d.refobjid AS tableid, d.refobjsubid AS number FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
            UNION
            SELECT d.refobjid, v.adrelid, v.adnum FROM pg_depend d JOIN pg_attrdef v ON v.oid = d.objid
            WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
        ) uses
        JOIN pg_sequence q ON q.seqrelid = uses.sequence
        JOIN pg_class s ON s.oid = uses.sequence JOIN pg_namespace sn ON sn.oid = s.relnamespace
        JOIN pg_class c ON c.oid = uses.tableid JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = uses.tableid AND a.attnum = uses.number
        WHERE NOT c.relispartition AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
        ORDER BY 1, 3, 4
        """;

    public static async Task MoveAsync(NpgsqlConnection target, MaskingPlan plan, CancellationToken cancellationToken)
    {
        Dictionary<string, CatalogTable> copied = plan.Tables.ToDictionary(table => table.Target.Id, table => table.Target, StringComparer.Ordinal);
        try
        {
            var sequences = await target.ReadRowsAsync(
                Sequences,
                row => (Sequence: row.GetString(1), Table: row.GetString(2), Column: row.GetString(3), IsDescending: row.GetBoolean(4)),
                cancellationToken).ConfigureAwait(false);
            await target.ExecuteTogetherAsync(
                sequences.Where(use => copied.ContainsKey(use.Table)).Select(use => Statement(use.Sequence, copied[use.Table], use.Column, use.IsDescending)).DefaultIfEmpty("SELECT 1"),
                cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw MaskingErrors.Describe("Moving sequences past the copied keys", exception);
        }
    }

    private static string Statement(string sequence, CatalogTable table, string column, bool isDescending)
    {
        (string furthest, string beyond) = isDescending ? ("min", "<") : ("max", ">");
        return $"""
            SELECT setval({SqlText.Literal(sequence)}::regclass, furthest)
            FROM (SELECT {furthest}({SqlText.Identifier(column)})::bigint AS furthest FROM {table.From}) AS keys, {sequence} AS sequence
            WHERE furthest {beyond} sequence.last_value OR (furthest = sequence.last_value AND NOT sequence.is_called)
            """;
    }
}
