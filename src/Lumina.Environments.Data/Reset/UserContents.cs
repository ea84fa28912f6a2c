using System.Globalization;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Reads what holds rows in a database, how many they are, and where its sequences are.</summary>
internal static class UserContents
{
    private const string FirstNumber = "16384";

    /// <summary>What holds rows.</summary>
    public static async Task<IReadOnlyList<UserTable>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string LookUp = $"""
            SELECT c.oid, format('%I.%I', n.nspname, c.relname), c.relkind = 'm',
                EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled IN ('A', 'R'))
                OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_enabled IN ('A', 'R')),
                c.relforcerowsecurity
                OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled <> 'D' AND NOT (t.tgisinternal AND t.tgconstraint <> 0))
                OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_enabled <> 'D' AND r.ev_type <> '1'),
                c.relfilenode, coalesce(large.relfilenode, 0), c.relpersistence = 'p' AND a.amname = 'heap'
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class large ON large.oid = c.reltoastrelid LEFT JOIN pg_am a ON a.oid = c.relam
            WHERE (c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated) AND c.relpersistence <> 't' AND c.oid >= {FirstNumber} ORDER BY c.oid
            """;
        return await connection.ReadAllAsync(
            LookUp,
            reader => new UserTable(reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4))
            {
                Files = [reader.GetFieldValue<uint>(5), reader.GetFieldValue<uint>(6)],
                IsLogged = reader.GetBoolean(7),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The foreign keys that are looked at with each statement: those that can wait for the transaction's end and do nothing at a deletion are left out.</summary>
    public static async Task<IReadOnlyList<ForeignKey>> ForeignKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Between partitioned tables it is the partitions that have rows.
        const string LookUp = """
            SELECT DISTINCT child.relid::oid, parent.relid::oid
            FROM pg_constraint k,
                LATERAL (SELECT k.conrelid AS relid UNION SELECT relid FROM pg_partition_tree(k.conrelid)) child,
                LATERAL (SELECT k.confrelid AS relid UNION SELECT relid FROM pg_partition_tree(k.confrelid)) parent
            WHERE k.contype = 'f' AND NOT (k.condeferrable AND k.confdeltype = 'a')
            """;
        return await connection.ReadAllAsync(LookUp, reader => new ForeignKey(reader.GetFieldValue<uint>(0), reader.GetFieldValue<uint>(1)), cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<UserSequence>> SequencesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string LookUp = $"""
            SELECT c.oid, format('%I.%I', n.nspname, c.relname), s.seqcache > 1
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
            WHERE c.relpersistence <> 't' AND c.oid >= {FirstNumber} ORDER BY c.oid
            """;
        return await connection.ReadAllAsync(
            LookUp, reader => new UserSequence(reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetBoolean(2)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many rows each table has, and how many of them were written in the last so many transactions.</summary>
    /// <remarks>One text for all numbers: so it is planned once.</remarks>
    public static async Task<IReadOnlyList<(long Rows, long Young)>> CountAsync(NpgsqlConnection connection, IReadOnlyList<UserTable> tables, int youngest, CancellationToken cancellationToken)
    {
        if (tables.Count == 0)
        {
            return [];
        }

        string text = string.Join(" UNION ALL ", tables.Select((table, i) => string.Create(
            CultureInfo.InvariantCulture, $"SELECT {i}, count(*), count(*) FILTER (WHERE age(xmin) <= $1) FROM ONLY {table.Name}")));
        List<(int Table, long, long)> counts = await connection.ReadAllAsync(
            text, [new NpgsqlParameter<int> { TypedValue = youngest }], reader => (reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        return [.. counts.OrderBy(count => count.Table).Select(count => (count.Item2, count.Item3))];
    }

    public static async Task<IReadOnlyDictionary<UserSequence, SequenceState>> SequenceStatesAsync(NpgsqlConnection connection, IReadOnlyList<UserSequence> sequences, CancellationToken cancellationToken)
    {
        Dictionary<UserSequence, SequenceState> states = [];
        if (AskForStates(sequences, states) is { } question)
        {
            await connection.ReadTogetherAsync([question], areApart: false, cancellationToken).ConfigureAwait(false);
        }

        return states;
    }

    /// <summary>The question where sequences are; null where there are none.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="states">Where the answer goes.</param>
    public static SqlQuestion? AskForStates(IReadOnlyList<UserSequence> sequences, Dictionary<UserSequence, SequenceState> states) => sequences.Count == 0 ? null : new SqlQuestion(
        string.Join(" UNION ALL ", sequences.Select((sequence, i) => string.Create(CultureInfo.InvariantCulture, $"SELECT {i}, last_value, is_called FROM {sequence.Name}"))),
        reader => states[sequences[reader.GetInt32(0)]] = new SequenceState(reader.GetInt64(1), reader.GetBoolean(2)));
}
