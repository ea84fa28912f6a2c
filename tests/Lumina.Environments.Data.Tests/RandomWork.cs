using Npgsql;

namespace Lumina.Environments.Data.Tests;

/// <summary>What sessions may do to the database of <see cref="ResetTests"/>, chosen by a seed: rows, structure, sequences, transactions that are rolled back.</summary>
internal sealed class RandomWork(int seed)
{
    private static readonly string[] Rows =
    [
        "INSERT INTO keyed (name) VALUES ('{0} ' || random())", "UPDATE keyed SET name = name || '{0}' WHERE id % 7 = {0} % 7", "DELETE FROM keyed WHERE id % 11 = {0} % 11",
        "INSERT INTO unkeyed (a, b) VALUES ({0}, {0})", "DELETE FROM unkeyed WHERE a = {0} % 3", "INSERT INTO unkeyed SELECT * FROM unkeyed LIMIT {0}", "TRUNCATE unkeyed",
        "UPDATE tree SET parent = NULL WHERE id = {0} % 3 + 1", "DELETE FROM tree WHERE id = 3", "INSERT INTO tree VALUES ({0} + 100, 1) ON CONFLICT DO NOTHING",
        "INSERT INTO parted VALUES ({0}, '2026-02-01'::date + {0})", "UPDATE parted SET at = at + {0}", "DELETE FROM parted WHERE id < {0}", "TRUNCATE parted_1",
        "UPDATE base SET id = {0}", "INSERT INTO derived VALUES ({0}, {0})", "DELETE FROM ONLY base", "DELETE FROM fleeting", "INSERT INTO fleeting VALUES ({0})",
        "UPDATE hen SET egg = NULL", "INSERT INTO hen VALUES ({0} + 10) ON CONFLICT DO NOTHING", "DELETE FROM log", "UPDATE sales.\"Odd name, indeed\" SET \"Col \"\"umn\" = '{0}'",
        "SELECT nextval('free')", "SELECT nextval('cached')", "SELECT setval('free', {0} + 100)", "REFRESH MATERIALIZED VIEW counted", "ALTER SEQUENCE keyed_id_seq RESTART WITH 5000",
        "CREATE TEMP TABLE IF NOT EXISTS scratch (id int PRIMARY KEY, note text)", "ANALYZE keyed",
    ];

    private static readonly string[] Alone = ["VACUUM keyed", "VACUUM FULL tree", "CLUSTER keyed USING keyed_pkey", "REINDEX TABLE keyed"];

    private static readonly string[] Structure =
    [
        "CREATE TABLE more_{0} (id int)", "ALTER TABLE log ADD COLUMN c_{0} int", "CREATE INDEX ON unkeyed (a)", "DROP VIEW IF EXISTS glad", "GRANT SELECT ON hen TO PUBLIC",
        "COMMENT ON TABLE tree IS '{0}'", "CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$", "ALTER TABLE tree DROP CONSTRAINT IF EXISTS tree_parent_fkey",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Does it in one to three sessions, one of which may still be at it when this returns.</summary>
    public async Task RunAsync(NpgsqlDataSource source)
    {
        Random[] sessions = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => new Random(_random.Next()))];
        await Task.WhenAll(sessions.Select(random => RunAsync(source, random)));
    }

    private static async Task RunAsync(NpgsqlDataSource source, Random random)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        for (int transactions = random.Next(1, 5); transactions > 0; transactions--)
        {
            if (random.Next(8) == 0)
            {
                await TryAsync(connection, Alone[random.Next(Alone.Length)]);
                continue;
            }

            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            bool structure = random.Next(10) == 0;
            bool works = true;
            for (int statements = random.Next(1, 6); works && statements > 0; statements--)
            {
                string[] choices = structure && random.Next(2) == 0 ? Structure : Rows;
                works = await TryAsync(connection, string.Format(System.Globalization.CultureInfo.InvariantCulture, choices[random.Next(choices.Length)], random.Next(1, 30)));
                if (works && random.Next(6) == 0)
                {
                    works = await TryAsync(connection, "SAVEPOINT s") && await TryAsync(connection, "DELETE FROM keyed WHERE id < 20") && await TryAsync(connection, "ROLLBACK TO s");
                }
            }

            if (works && random.Next(4) != 0)
            {
                await TryAsync(connection, "COMMIT");
            }
            else
            {
                await TryAsync(connection, "ROLLBACK");
            }
        }
    }

    // Sessions get into each other's way, and rows into the way of constraints: that is part of it.
    private static async Task<bool> TryAsync(NpgsqlConnection connection, string statement)
    {
        try
        {
            await using NpgsqlCommand command = new(statement, connection);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }
}
