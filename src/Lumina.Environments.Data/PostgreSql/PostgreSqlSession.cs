using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Short statements over one connection.</summary>
internal static class PostgreSqlSession
{
    /// <summary>Connections that ask the server for no list of its types: no such value is read here, and the list takes longer than all the rest.</summary>
    /// <param name="connectionString">Where to, and as whom.</param>
    /// <param name="configure">Changes it.</param>
    /// <param name="beginWith">What each session is begun with; null for nothing.</param>
    public static NpgsqlDataSource Source(string connectionString, Action<NpgsqlConnectionStringBuilder>? configure = null, string? beginWith = null)
    {
        NpgsqlSlimDataSourceBuilder builder = new(connectionString);
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(enable: false));
        builder.EnableTransportSecurity();
        if (builder.ConnectionStringBuilder is { GssEncryptionMode: GssEncryptionMode.Prefer, Password: not null } settings)
        {
            // Who has a password asks no Kerberos for encryption: the refusal costs a connection, each time.
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        configure?.Invoke(builder.ConnectionStringBuilder);
        if (beginWith is not null)
        {
            builder.UsePhysicalConnectionInitializer(_ => throw new NotSupportedException("These sessions are opened asynchronously."), connection => connection.ExecuteAsync(beginWith, CancellationToken.None));
        }

        return builder.Build();
    }

    public static async Task ExecuteAsync(this NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = new(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All or nothing, in one round trip.</summary>
    public static async Task ExecuteTogetherAsync(this NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        using NpgsqlBatch batch = new(connection) { Timeout = 0 };
        foreach (string statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        if (batch.BatchCommands.Count == 0)
        {
            return;
        }

        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs what no two may do at once with one name, whichever process they are of.</summary>
    public static Task<T> AloneAsync<T>(this NpgsqlConnection connection, string name, Func<Task<T>> action, CancellationToken cancellationToken) =>
        LockedAsync(connection, name, suffix: "", look: null, action, cancellationToken);

    /// <summary>The same for what begins with a look at the database of that name and at its role, each null where it is not there.</summary>
    public static Task<T> AloneAsync<T>(this NpgsqlConnection connection, string name, Func<DatabaseEntry?, DatabaseComment?, Task<T>> action, CancellationToken cancellationToken)
    {
        DatabaseEntry? database = null;
        DatabaseComment? role = null;
        return LockedAsync(connection, name, suffix: "", LookForDatabaseAndRole(name, found => database = found, found => role = found), () => action(database, role), cancellationToken);
    }

    /// <summary>Runs what many may do at once with one name, while nobody does what must be done alone.</summary>
    public static Task<T> TogetherAsync<T>(this NpgsqlConnection connection, string name, Func<Task<T>> action, CancellationToken cancellationToken) =>
        LockedAsync(connection, name, suffix: "_shared", look: null, action, cancellationToken);

    /// <summary>The one value that a query gives.</summary>
    public static Task<T> ReadAsync<T>(this NpgsqlConnection connection, string query, CancellationToken cancellationToken) =>
        connection.ReadOneAsync(query, reader => reader.GetFieldValue<T>(0), cancellationToken);

    /// <summary>The one row that a query gives.</summary>
    public static async Task<T> ReadOneAsync<T>(this NpgsqlConnection connection, string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        (await connection.ReadAllAsync(query, read, cancellationToken).ConfigureAwait(false)).Single();

    /// <summary>Runs statements in one round trip, and hands each row to who asked for it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="questions">The statements.</param>
    /// <param name="areApart">Whether each is a transaction of its own.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task ReadTogetherAsync(this NpgsqlConnection connection, IReadOnlyList<SqlQuestion> questions, bool areApart, CancellationToken cancellationToken)
    {
        using NpgsqlBatch batch = new(connection) { Timeout = 0, EnableErrorBarriers = areApart };
        foreach (SqlQuestion question in questions)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(question.Text));
        }

        // The reader passes over what gives no rows at all.
        using IEnumerator<SqlQuestion> asked = questions.Where(question => question.Read is not null).GetEnumerator();
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            do
            {
                asked.MoveNext();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    asked.Current.Read!(reader);
                }
            }
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Closes what the driver holds open in this process for a connection string.</summary>
    public static void ClearPool(string connectionString)
    {
        using NpgsqlConnection pooled = new(connectionString);
        NpgsqlConnection.ClearPool(pooled);
    }

    /// <summary>Whether a session's user may do everything, as the server said when it began.</summary>
    public static bool IsSuperuser(this NpgsqlConnection connection) => connection.PostgresParameters.GetValueOrDefault("is_superuser") == "on";

    /// <summary>How many connections the server takes in all.</summary>
    public static Task<int> MaximumConnectionsAsync(this NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadAsync<int>("SELECT current_setting('max_connections')::int", cancellationToken);

    /// <summary>All that a query gives, row by row.</summary>
    public static Task<List<T>> ReadAllAsync<T>(this NpgsqlConnection connection, string query, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        connection.ReadAllAsync(query, [], read, cancellationToken);

    /// <inheritdoc cref="ReadAllAsync{T}(NpgsqlConnection, string, Func{NpgsqlDataReader, T}, CancellationToken)"/>
    public static async Task<List<T>> ReadAllAsync<T>(
        this NpgsqlConnection connection, string query, IReadOnlyList<NpgsqlParameter> parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = new(query, connection) { CommandTimeout = 0 };
        foreach (NpgsqlParameter parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            List<T> rows = [];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    /// <summary>Null where there is no database of that name.</summary>
    public static async Task<DatabaseEntry?> FindDatabaseAsync(this NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        DatabaseEntry? database = null;
        await connection.ReadTogetherAsync([LookForDatabase(name, found => database = found)], areApart: false, cancellationToken).ConfigureAwait(false);
        return database;
    }

    /// <summary>The same, also where its owner has given it another comment: whose it is the comment of its role says, too, which he can't change.</summary>
    public static async Task<DatabaseEntry?> FindMarkedDatabaseAsync(this NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        (DatabaseEntry? database, DatabaseComment? role) = await connection.FindDatabaseAndRoleAsync(name, cancellationToken).ConfigureAwait(false);
        return database is { Comment.Marks: null } && role?.Marks is not null ? database with { Comment = role } : database;
    }

    /// <summary>The question for a database of a name.</summary>
    public static SqlQuestion LookForDatabase(string name, Action<DatabaseEntry> onFound) => new(
        $"SELECT datallowconn, shobj_description(oid, 'pg_database'), oid FROM pg_database WHERE datname = {SqlText.Literal(name)}",
        reader => onFound(new DatabaseEntry(name, reader.GetBoolean(0), DatabaseComment.Parse(reader.IsDBNull(1) ? null : reader.GetString(1))) { Number = reader.GetFieldValue<uint>(2) }));

    /// <summary>A database and the role of its name, in one round trip; each null where it is not there.</summary>
    public static async Task<(DatabaseEntry? Database, DatabaseComment? Role)> FindDatabaseAndRoleAsync(this NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        DatabaseEntry? database = null;
        DatabaseComment? role = null;
        await connection.ReadTogetherAsync([LookForDatabaseAndRole(name, found => database = found, found => role = found)], areApart: false, cancellationToken).ConfigureAwait(false);
        return (database, role);
    }

    private static SqlQuestion LookForDatabaseAndRole(string name, Action<DatabaseEntry> onDatabase, Action<DatabaseComment> onRole)
    {
        string lookUp = $"""
            SELECT 'd', datallowconn, shobj_description(oid, 'pg_database'), oid FROM pg_database WHERE datname = {SqlText.Literal(name)}
            UNION ALL
            SELECT 'r', false, shobj_description(oid, 'pg_authid'), oid FROM pg_roles WHERE rolname = {SqlText.Literal(name)}
            """;
        return new SqlQuestion(lookUp, reader =>
        {
            DatabaseComment comment = DatabaseComment.Parse(reader.IsDBNull(2) ? null : reader.GetString(2));
            if (reader.GetString(0) == "r")
            {
                onRole(comment);
            }
            else
            {
                onDatabase(new DatabaseEntry(name, reader.GetBoolean(1), comment) { Number = reader.GetFieldValue<uint>(3) });
            }
        });
    }

    /// <summary>Every database, and every role that has none of its name.</summary>
    public static Task<List<DatabaseEntry>> ListDatabasesAsync(this NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string LookUp = """
            SELECT datname, shobj_description(oid, 'pg_database'), datallowconn, false FROM pg_database
            UNION ALL
            SELECT rolname, shobj_description(r.oid, 'pg_authid'), false, true FROM pg_roles r WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = rolname)
            """;
        return connection.ReadAllAsync(
            LookUp, reader => new DatabaseEntry(reader.GetString(0), reader.GetBoolean(2), DatabaseComment.Parse(reader.IsDBNull(1) ? null : reader.GetString(1))) { IsRole = reader.GetBoolean(3) }, cancellationToken);
    }

    /// <summary>Null where there is no role of that name.</summary>
    public static async Task<DatabaseComment?> FindRoleAsync(this NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        const string LookUp = "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = $1";
        using NpgsqlCommand command = new(LookUp, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = name } } };
        object? comment = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return comment is null ? null : DatabaseComment.Parse(comment as string);
    }

    // The lock is the session's; a session in the pool would keep it.
    private static async Task<T> LockedAsync<T>(NpgsqlConnection connection, string name, string suffix, SqlQuestion? look, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        string key = $"hashtextextended({SqlText.Literal(name)}, 0)";
        SqlQuestion wait = new($"SELECT pg_advisory_lock{suffix}({key})", _ => { });
        await connection.ReadTogetherAsync(look is { } also ? [wait, also] : [wait], areApart: true, cancellationToken).ConfigureAwait(false);
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.ExecuteAsync($"SELECT pg_advisory_unlock{suffix}({key})", CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}

/// <summary>A database as the server lists it.</summary>
internal sealed record DatabaseEntry(string Name, bool AllowsConnections, DatabaseComment Comment)
{
    /// <summary>The server's own number for it.</summary>
    public uint Number { get; init; }

    /// <summary>Whether it is a role that has no database of its name: that was never made, or is gone already.</summary>
    public bool IsRole { get; init; }
}
