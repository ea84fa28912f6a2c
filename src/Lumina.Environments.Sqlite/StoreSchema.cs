namespace Lumina.Environments.Sqlite;

/// <summary>The tables of the store, and how an older file becomes a newer one: a script for each version, each run once, in a transaction.</summary>
internal static class StoreSchema
{
    /// <summary>Tells our files from those of other programs: <c>LUMI</c>.</summary>
    public const int ApplicationId = 0x4C554D49;

    private const string First = """
        CREATE TABLE store (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            last_fencing_token INTEGER NOT NULL,
            key_check BLOB NOT NULL
        );
        CREATE TABLE environments (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            active INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            ended_at INTEGER
        );
        CREATE INDEX environments_by_owner ON environments (owner, id);
        CREATE INDEX environments_by_owner_and_status ON environments (owner, status, id);
        CREATE INDEX environments_by_name ON environments (name, id);
        CREATE INDEX environments_by_type ON environments (type, id);
        CREATE INDEX environments_by_status ON environments (status, id);
        CREATE INDEX environments_that_are_active ON environments (id) WHERE active = 1;
        CREATE INDEX environments_that_expire ON environments (expires_at) WHERE active = 1;
        CREATE INDEX environments_that_ended ON environments (ended_at) WHERE ended_at IS NOT NULL;
        CREATE TABLE tags (
            environment INTEGER NOT NULL REFERENCES environments ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (environment, name)
        ) WITHOUT ROWID;
        CREATE INDEX tags_by_value ON tags (name, value, environment);
        CREATE TABLE events (
            environment INTEGER NOT NULL REFERENCES environments ON DELETE CASCADE,
            sequence INTEGER NOT NULL CHECK (sequence > 0),
            json TEXT NOT NULL,
            UNIQUE (environment, sequence)
        );
        CREATE TABLE snapshots (
            environment INTEGER PRIMARY KEY REFERENCES environments ON DELETE CASCADE,
            version INTEGER NOT NULL,
            json TEXT NOT NULL
        );
        CREATE TABLE secrets (
            environment INTEGER NOT NULL REFERENCES environments ON DELETE CASCADE,
            name TEXT NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (environment, name)
        ) WITHOUT ROWID;
        CREATE TABLE leases (
            environment_id TEXT PRIMARY KEY,
            fencing_token INTEGER NOT NULL,
            holder_id TEXT NOT NULL,
            machine TEXT NOT NULL,
            process_id INTEGER NOT NULL,
            process_started_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            termination_requested_by TEXT
        ) WITHOUT ROWID;
        """;

    // Each event has the position of the one before it in its journal, and each environment that of its last: a journal is followed from its end.
    // An index of all events would cost each commit of an environment a page of its own; that of one in 64 is where reading from the midst of a long journal begins.
    private const string Chained = """
        ALTER TABLE environments ADD COLUMN last_position INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE chained (
            position INTEGER PRIMARY KEY,
            environment INTEGER NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence > 0),
            previous INTEGER NOT NULL,
            json TEXT NOT NULL
        );
        INSERT INTO chained (position, environment, sequence, previous, json)
        SELECT rowid, environment, sequence, IFNULL((SELECT before.rowid FROM events before WHERE before.environment = events.environment AND before.sequence = events.sequence - 1), 0), json
        FROM events ORDER BY rowid;
        UPDATE environments SET last_position = IFNULL((SELECT events.rowid FROM events WHERE events.environment = environments.key AND events.sequence = environments.version), 0);
        DROP TABLE events;
        ALTER TABLE chained RENAME TO events;
        CREATE INDEX events_to_begin_at ON events (environment, sequence) WHERE sequence % 64 = 0;
        """;

    /// <summary>The scripts in their order: the first makes version 1 of an empty file. One that was released is never changed.</summary>
    public static IReadOnlyList<string> Scripts { get; } = [First, Chained];

    /// <summary>Runs the scripts that the file has not seen yet; all or none.</summary>
    public static void Migrate(SqliteSession session, IReadOnlyList<string> scripts)
    {
        if (session.Pragma("user_version") >= scripts.Count)
        {
            return;
        }

        session.Run("BEGIN IMMEDIATE");
        try
        {
            // Another process may have been quicker.
            for (int version = (int)session.Pragma("user_version"); version < scripts.Count; version++)
            {
                session.Run(scripts[version]);
            }

            session.Run($"PRAGMA application_id = {ApplicationId}");
            session.Run($"PRAGMA user_version = {scripts.Count}");
            session.Run("COMMIT");
        }
        catch
        {
            session.Run("ROLLBACK");
            throw;
        }
    }
}
