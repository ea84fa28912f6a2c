using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>What is in a MariaDB database, as statements that put the same into another one of the server.</summary>
/// <param name="Database">The database.</param>
/// <param name="Collation">Its character set and collation, as a clause.</param>
/// <param name="Tables">A statement for each table, with its rows.</param>
/// <param name="Routines">Those that come after tables; views do without an order.</param>
/// <param name="Views">In some order: one may need another.</param>
/// <param name="Triggers">In the order in which they act; they come last, so that rows are put in as they are.</param>
internal sealed record MySqlContents(string Database, string Collation, IReadOnlyList<string> Tables, IReadOnlyList<MySqlDefinition> Routines, IReadOnlyList<MySqlDefinition> Views, IReadOnlyList<MySqlDefinition> Triggers)
{
    /// <summary>Rows go in as they are, in any order: they have been checked where they come from. A key of 0 is no request for the next one.</summary>
    private const string AsTheyAre = "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, unique_checks = 0, check_constraint_checks = 0";

    private const string Unfit = """
        SELECT lower(TABLE_TYPE), TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = @database AND TABLE_TYPE NOT IN ('BASE TABLE', 'VIEW')
        UNION ALL SELECT 'event', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = @database
        UNION ALL SELECT lower(ROUTINE_TYPE), ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = @database AND ROUTINE_TYPE NOT IN ('FUNCTION', 'PROCEDURE')
        LIMIT 1
        """;

    private const string Columns = """
        SELECT t.TABLE_NAME, group_concat(concat('`', replace(c.COLUMN_NAME, '`', '``'), '`') ORDER BY c.ORDINAL_POSITION SEPARATOR ', ')
        FROM information_schema.TABLES t JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.IS_GENERATED = 'NEVER'
        WHERE t.TABLE_SCHEMA = @database AND t.TABLE_TYPE = 'BASE TABLE' GROUP BY t.TABLE_NAME
        """;

    private const string Routine = "SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = @database ORDER BY ROUTINE_NAME";

    private const string View = "SELECT TABLE_NAME, 'VIEW' FROM information_schema.VIEWS WHERE TABLE_SCHEMA = @database ORDER BY TABLE_NAME";

    private const string Trigger = "SELECT TRIGGER_NAME, 'TRIGGER' FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = @database ORDER BY EVENT_OBJECT_TABLE, ACTION_ORDER";

    private const string Character = "SELECT concat('CHARACTER SET ', DEFAULT_CHARACTER_SET_NAME, ' COLLATE ', DEFAULT_COLLATION_NAME), '' FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = @database";

    /// <summary>Reads a database that nobody changes.</summary>
    /// <exception cref="MySqlCopyException">Something in it cannot be copied.</exception>
    public static async Task<MySqlContents> ReadAsync(MySqlConnection connection, string database, CancellationToken cancellationToken)
    {
        // In it, definitions do not name it.
        await connection.ChangeDatabaseAsync(database, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync($"{AsTheyAre}, group_concat_max_len = 1048576", cancellationToken).ConfigureAwait(false);
        foreach ((string kind, string unfit) in await connection.PairsAsync(Unfit, database, cancellationToken).ConfigureAwait(false))
        {
            throw new MySqlCopyException($"{kind} {unfit}");
        }

        List<string> tables = [];
        foreach ((string name, string columns) in await connection.PairsAsync(Columns, database, cancellationToken).ConfigureAwait(false))
        {
            string table = MySqlText.Identifier(name);
            (_, string create) = (await connection.PairsAsync($"SHOW CREATE TABLE {table}", database, cancellationToken).ConfigureAwait(false)).Single();
            tables.Add($"{create};\nINSERT INTO {table} ({columns}) SELECT {columns} FROM {MySqlText.Identifier(database)}.{table}");
        }

        (string collation, _) = (await connection.PairsAsync(Character, database, cancellationToken).ConfigureAwait(false)).Single();
        return new MySqlContents(
            database,
            collation,
            tables,
            await DefinitionsAsync(connection, Routine, database, cancellationToken).ConfigureAwait(false),
            await DefinitionsAsync(connection, View, database, cancellationToken).ConfigureAwait(false),
            await DefinitionsAsync(connection, Trigger, database, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Puts all of it into an empty database, for the user of its name.</summary>
    /// <exception cref="MySqlException">The server refused something of it.</exception>
    public async Task CopyAsync(MySqlConnection connection, string target, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"ALTER DATABASE {MySqlText.Identifier(target)} {Collation}", cancellationToken).ConfigureAwait(false);
        await connection.ChangeDatabaseAsync(target, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(AsTheyAre, cancellationToken).ConfigureAwait(false);
        foreach (string table in Tables)
        {
            await connection.ExecuteLongAsync(table, cancellationToken).ConfigureAwait(false);
        }

        foreach (MySqlDefinition routine in Routines)
        {
            await routine.CreateAsync(connection, target, cancellationToken).ConfigureAwait(false);
        }

        await CreateViewsAsync(connection, target, cancellationToken).ConfigureAwait(false);
        foreach (MySqlDefinition trigger in Triggers)
        {
            await trigger.CreateAsync(connection, target, cancellationToken).ConfigureAwait(false);
        }
    }

    // One that needs another that is not there yet is tried again after the others.
    private async Task CreateViewsAsync(MySqlConnection connection, string target, CancellationToken cancellationToken)
    {
        List<MySqlDefinition> missing = [.. Views];
        while (missing.Count > 0)
        {
            List<MySqlDefinition> early = [];
            foreach (MySqlDefinition view in missing)
            {
                try
                {
                    await view.CreateAsync(connection, target, cancellationToken).ConfigureAwait(false);
                }
                catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.NoSuchTable && early.Count + 1 < missing.Count)
                {
                    early.Add(view);
                }
            }

            missing = early;
        }
    }

    private static async Task<IReadOnlyList<MySqlDefinition>> DefinitionsAsync(MySqlConnection connection, string names, string database, CancellationToken cancellationToken)
    {
        List<MySqlDefinition> definitions = [];
        foreach ((string name, string kind) in await connection.PairsAsync(names, database, cancellationToken).ConfigureAwait(false))
        {
            definitions.Add(await MySqlDefinition.ReadAsync(connection, kind, name, database, cancellationToken).ConfigureAwait(false));
        }

        return definitions;
    }
}
