using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>What is in a MariaDB database, as statements that put the same into another one of the server.</summary>
/// <param name="Database">The database.</param>
/// <param name="CharacterSet">Its character set.</param>
/// <param name="Collation">Its collation.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="Routines">Its functions and procedures.</param>
/// <param name="Views">Its views, in no order: one may need another.</param>
/// <param name="Triggers">Its triggers, in the order in which they act.</param>
internal sealed record MySqlContents(
    string Database,
    string CharacterSet,
    string Collation,
    IReadOnlyList<MySqlTable> Tables,
    IReadOnlyList<MySqlDefinition> Routines,
    IReadOnlyList<MySqlDefinition> Views,
    IReadOnlyList<MySqlDefinition> Triggers)
{
    /// <summary>Under which all is read and made: a key of 0 is no request for the next one.</summary>
    public const string Mode = "NO_AUTO_VALUE_ON_ZERO";

    /// <summary>Rows go in as they are, in any order: they have been checked where they come from.</summary>
    private const string AsTheyAre = $"SET SESSION sql_mode = '{Mode}', foreign_key_checks = 0, unique_checks = 0, check_constraint_checks = 0, group_concat_max_len = 1048576";

    /// <summary>Other engines have their rows elsewhere, or lose them with their server.</summary>
    private const string Unfit = """
        SELECT IF(TABLE_TYPE = 'SYSTEM VERSIONED', 'versioned table', lower(TABLE_TYPE)), TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = @database AND TABLE_TYPE NOT IN ('BASE TABLE', 'VIEW')
        UNION ALL SELECT concat(ENGINE, ' table'), TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = @database AND TABLE_TYPE = 'BASE TABLE' AND ENGINE NOT IN ('InnoDB', 'Aria', 'MyISAM', 'ARCHIVE', 'CSV')
        UNION ALL SELECT 'event', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = @database
        UNION ALL SELECT lower(ROUTINE_TYPE), ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = @database AND ROUTINE_TYPE NOT IN ('FUNCTION', 'PROCEDURE')
        LIMIT 1
        """;

    private const string ValueColumns = """
        SELECT t.TABLE_NAME, COALESCE(group_concat(concat('`', replace(c.COLUMN_NAME, '`', '``'), '`') ORDER BY c.ORDINAL_POSITION SEPARATOR ', '), '')
        FROM information_schema.TABLES t LEFT JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME AND c.IS_GENERATED = 'NEVER'
        WHERE t.TABLE_SCHEMA = @database AND t.TABLE_TYPE = 'BASE TABLE' GROUP BY t.TABLE_NAME ORDER BY t.TABLE_NAME
        """;

    private const string GeneratedColumns = """
        SELECT TABLE_NAME, group_concat(concat('COALESCE(CAST(`', replace(COLUMN_NAME, '`', '``'), '` AS BINARY), ''NULL'')') ORDER BY ORDINAL_POSITION SEPARATOR ', ')
        FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = @database AND IS_GENERATED = 'ALWAYS' GROUP BY TABLE_NAME
        """;

    private const string RoutineNames = "SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = @database ORDER BY ROUTINE_TYPE, ROUTINE_NAME";

    private const string ViewNames = "SELECT TABLE_NAME, 'VIEW' FROM information_schema.VIEWS WHERE TABLE_SCHEMA = @database ORDER BY TABLE_NAME";

    private const string TriggerNames = "SELECT TRIGGER_NAME, 'TRIGGER' FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = @database ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER";

    private const string Characters = "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = @database";

    /// <summary>Reads a database that nobody changes.</summary>
    /// <exception cref="MySqlCopyException">Something in it cannot be copied.</exception>
    public static async Task<MySqlContents> ReadAsync(MySqlConnection connection, string database, CancellationToken cancellationToken)
    {
        // In it, definitions do not name it.
        await connection.ChangeDatabaseAsync(database, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(AsTheyAre, cancellationToken).ConfigureAwait(false);
        if ((await connection.PairsAsync(Unfit, database, cancellationToken).ConfigureAwait(false)) is [var (kind, unfit)])
        {
            throw new MySqlCopyException($"{kind} {unfit}");
        }

        (string characterSet, string collation) = (await connection.PairsAsync(Characters, database, cancellationToken).ConfigureAwait(false)).Single();
        return new MySqlContents(
            database,
            characterSet,
            collation,
            await TablesAsync(connection, database, cancellationToken).ConfigureAwait(false),
            await DefinitionsAsync(connection, RoutineNames, database, collation, cancellationToken).ConfigureAwait(false),
            await DefinitionsAsync(connection, ViewNames, database, collation, cancellationToken).ConfigureAwait(false),
            await DefinitionsAsync(connection, TriggerNames, database, collation, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Puts all of it into an empty database, for the user of its name. Triggers come last, so that rows go in as they are.</summary>
    /// <exception cref="MySqlException">The server refused something of it.</exception>
    public async Task CopyAsync(MySqlConnection connection, string target, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"ALTER DATABASE {MySqlText.Identifier(target)} CHARACTER SET {CharacterSet} COLLATE {Collation}", cancellationToken).ConfigureAwait(false);
        await connection.ChangeDatabaseAsync(target, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(AsTheyAre, cancellationToken).ConfigureAwait(false);
        foreach (MySqlTable table in Tables)
        {
            string name = MySqlText.Identifier(table.Name);
            string rows = table.Columns.Length == 0 ? "" : $";\nINSERT INTO {name} ({table.Columns}) SELECT {table.Columns} FROM {MySqlText.Identifier(Database)}.{name}";
            await connection.ExecuteAsync(table.Create + rows, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Holds a copy against what it was copied from.</summary>
    /// <exception cref="MySqlCopyException">Something is not the same.</exception>
    public async Task RequireSameAsync(MySqlConnection connection, MySqlContents copy, CancellationToken cancellationToken)
    {
        if (CharacterSet != copy.CharacterSet || Collation != copy.Collation)
        {
            throw new MySqlCopyException($"collation {Collation}, and a copy {copy.Collation}");
        }

        RequireSame(Tables, copy.Tables, table => $"table {table.Name}");
        RequireSame(Routines, copy.Routines, routine => routine.What);
        RequireSame(Views, copy.Views, view => view.What);
        RequireSame(Triggers, copy.Triggers, trigger => trigger.What);
        Dictionary<string, string> sums = await SumsAsync(connection, cancellationToken).ConfigureAwait(false);
        Dictionary<string, string> copied = await copy.SumsAsync(connection, cancellationToken).ConfigureAwait(false);
        if (Tables.FirstOrDefault(table => sums[table.Name].Length == 0 || sums[table.Name] != copied[table.Name]) is { } different)
        {
            throw new MySqlCopyException($"table {different.Name}, of which a copy has other rows");
        }
    }

    private static void RequireSame<T>(IReadOnlyList<T> here, IReadOnlyList<T> there, Func<T, string> nameOf)
    {
        if (here.Except(there).Concat(there.Except(here)).FirstOrDefault() is { } different)
        {
            throw new MySqlCopyException($"{nameOf(different)}, which is another one in a copy");
        }
    }

    /// <summary>A sum for each table, over all of its rows.</summary>
    private async Task<Dictionary<string, string>> SumsAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        Dictionary<string, string> sums = new(StringComparer.Ordinal);
        string database = MySqlText.Identifier(Database);
        foreach (MySqlTable table in Tables)
        {
            sums[table.Name] = await connection.TextAsync($"CHECKSUM TABLE {database}.{MySqlText.Identifier(table.Name)}", column: 1, cancellationToken).ConfigureAwait(false);
        }

        // Of generated columns that does not speak, and what is stored of them was made under another session.
        foreach ((string table, string columns) in await connection.PairsAsync(GeneratedColumns, Database, cancellationToken).ConfigureAwait(false))
        {
            sums[table] += $":{await connection.TextAsync($"SELECT SUM(CRC32(CONCAT_WS('#', {columns}))) FROM {database}.{MySqlText.Identifier(table)}", column: 0, cancellationToken).ConfigureAwait(false)}";
        }

        return sums;
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

    private static async Task<IReadOnlyList<MySqlTable>> TablesAsync(MySqlConnection connection, string database, CancellationToken cancellationToken)
    {
        List<MySqlTable> tables = [];
        foreach ((string name, string columns) in await connection.PairsAsync(ValueColumns, database, cancellationToken).ConfigureAwait(false))
        {
            (_, string create) = (await connection.PairsAsync($"SHOW CREATE TABLE {MySqlText.Identifier(name)}", database, cancellationToken).ConfigureAwait(false)).Single();

            // A default that is no UTF-8 is shown with this in its place.
            tables.Add(create.Contains('\uFFFD', StringComparison.Ordinal) ? throw new MySqlCopyException($"table {name}, whose definition is not in UTF-8") : new MySqlTable(name, create, columns));
        }

        return tables;
    }

    private static async Task<IReadOnlyList<MySqlDefinition>> DefinitionsAsync(MySqlConnection connection, string names, string database, string collation, CancellationToken cancellationToken)
    {
        List<MySqlDefinition> definitions = [];
        foreach ((string name, string kind) in await connection.PairsAsync(names, database, cancellationToken).ConfigureAwait(false))
        {
            definitions.Add(await MySqlDefinition.ReadAsync(connection, kind, name, database, collation, cancellationToken).ConfigureAwait(false));
        }

        return definitions;
    }
}
