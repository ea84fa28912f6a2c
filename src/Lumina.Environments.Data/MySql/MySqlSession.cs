using System.Globalization;
using Lumina.Environments.Providers;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>What an administrator does in a MariaDB server.</summary>
internal static class MySqlSession
{
    /// <summary>What a user may in his database, but for what came with later versions.</summary>
    private const string UsualRights =
        "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER";

    private const string LockSeconds = "30";

    private const string List = """
        SELECT s.SCHEMA_NAME, s.SCHEMA_COMMENT, COALESCE(JSON_VALUE(p.Priv, '$.account_locked') IN ('1', 'true'), false)
        FROM information_schema.SCHEMATA s LEFT JOIN mysql.global_priv p ON p.User = s.SCHEMA_NAME AND p.Host = '%'
        WHERE s.SCHEMA_COMMENT <> '' AND (@name IS NULL OR s.SCHEMA_NAME = @name)
        """;

    public static async Task<List<MySqlEntry>> ListAsync(this MySqlConnection connection, string? name, CancellationToken cancellationToken)
    {
        using MySqlCommand command = new(List, connection);
        command.Parameters.AddWithValue("@name", name);
        MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            List<MySqlEntry> entries = [];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                entries.Add(new MySqlEntry(reader.GetString(0), DatabaseComment.Parse(reader.GetString(1)), Convert.ToInt64(reader.GetValue(2), CultureInfo.InvariantCulture) != 0));
            }

            return entries;
        }
    }

    public static async Task<MySqlEntry?> FindAsync(this MySqlConnection connection, string name, CancellationToken cancellationToken) =>
        (await connection.ListAsync(name, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public static async Task ExecuteAsync(this MySqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        using MySqlCommand command = new(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first two columns of what is found of a database.</summary>
    public static async Task<List<(string First, string Second)>> PairsAsync(this MySqlConnection connection, string question, string database, CancellationToken cancellationToken)
    {
        using MySqlCommand command = new(question, connection);
        command.Parameters.AddWithValue("@database", database);
        MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            List<(string, string)> pairs = [];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                pairs.Add((reader.GetString(0), reader.GetString(1)));
            }

            return pairs;
        }
    }

    /// <summary>One column of the first row that is found, as text; empty where there is none.</summary>
    public static async Task<string> TextAsync(this MySqlConnection connection, string question, int column, CancellationToken cancellationToken)
    {
        using MySqlCommand command = new(question, connection);
        MySqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) ?? "" : "";
        }
    }

    private static async Task<long?> AskAsync(this MySqlConnection connection, string question, CancellationToken cancellationToken)
    {
        using MySqlCommand command = new(question, connection);
        object? answer = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return answer is null or DBNull ? null : Convert.ToInt64(answer, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether there is a database of a name, whosever it is.</summary>
    public static async Task<bool> ExistsAsync(this MySqlConnection connection, string name, CancellationToken cancellationToken) =>
        await connection.AskAsync($"SELECT count(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = {MySqlText.Literal(name)}", cancellationToken).ConfigureAwait(false) != 0;

    /// <summary>How many connections the server takes in all.</summary>
    public static async Task<int> MaximumConnectionsAsync(this MySqlConnection connection, CancellationToken cancellationToken) =>
        (int)(await connection.AskAsync("SELECT @@max_connections", cancellationToken).ConfigureAwait(false))!.Value;

    /// <summary>Runs what nobody else may do for the same name meanwhile.</summary>
    /// <exception cref="ProviderException">Another did so for too long.</exception>
    public static async Task AloneAsync(this MySqlConnection connection, string name, Func<Task> action, CancellationToken cancellationToken)
    {
        if (await connection.AskAsync($"SELECT GET_LOCK({MySqlText.Literal(name)}, {LockSeconds})", cancellationToken).ConfigureAwait(false) is not 1)
        {
            throw new ProviderException($"Somebody else has worked on '{name}' for more than {LockSeconds} seconds.") { IsTransient = true };
        }

        try
        {
            await action().ConfigureAwait(false);
        }
        finally
        {
            await connection.AskAsync($"SELECT RELEASE_LOCK({MySqlText.Literal(name)})", CancellationToken.None).ConfigureAwait(false);
        }
    }

    public static Task CreateDatabaseAsync(this MySqlConnection connection, string name, DatabaseComment comment, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"CREATE DATABASE {MySqlText.Identifier(name)} COMMENT {MySqlText.Literal(comment.ToString())}", cancellationToken);

    public static Task SetCommentAsync(this MySqlConnection connection, string name, DatabaseComment comment, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"ALTER DATABASE {MySqlText.Identifier(name)} COMMENT {MySqlText.Literal(comment.ToString())}", cancellationToken);

    /// <summary>The user has all rights in his database and none elsewhere, and so many connections at once.</summary>
    public static async Task EnsureUserAsync(this MySqlConnection connection, string name, string password, int connections, CancellationToken cancellationToken)
    {
        string user = MySqlText.User(name);
        await connection.ExecuteAsync($"CREATE USER IF NOT EXISTS {user} ACCOUNT LOCK", cancellationToken).ConfigureAwait(false);

        // As a parameter the password is in no statement, which traces have in them.
        string statement = $"EXECUTE IMMEDIATE CONCAT({MySqlText.Literal($"ALTER USER {user} IDENTIFIED BY ")}, QUOTE(@password), ' WITH MAX_USER_CONNECTIONS {connections.ToString(CultureInfo.InvariantCulture)} ACCOUNT UNLOCK')";
        using (MySqlCommand command = new(statement, connection))
        {
            command.Parameters.AddWithValue("@password", password);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await connection.ExecuteAsync($"GRANT ALL ON {MySqlText.AllOf(name)} TO {user}", cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.DatabaseAccessDenied)
        {
            // A managed server's administrator has not all of them to give: what it takes to delete the history of versioned tables, say.
            await connection.ExecuteAsync($"GRANT {UsualRights} ON {MySqlText.AllOf(name)} TO {user}", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The user's sessions end, and he may not begin others.</summary>
    public static async Task LockUserAsync(this MySqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"ALTER USER IF EXISTS {MySqlText.User(name)} ACCOUNT LOCK", cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync($"KILL USER {MySqlText.Literal(name)}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Succeeds where neither is there.</summary>
    public static async Task DropAsync(this MySqlConnection connection, string name, CancellationToken cancellationToken)
    {
        try
        {
            await connection.LockUserAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.KillDenied)
        {
            // Who may not end them waits for those that hold a table.
        }

        await connection.ExecuteAsync($"DROP USER IF EXISTS {MySqlText.User(name)}", cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {MySqlText.Identifier(name)}", cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ProviderException">It bears other marks, or none.</exception>
    public static void RequireOwn(this MySqlEntry? entry, ComponentContext context)
    {
        if (entry is not null && !entry.IsOwn(context))
        {
            string whose = entry.Comment.Marks is { } seen ? $"bears the marks of {seen.Component} of environment {seen.EnvironmentId} (owner '{seen.Owner}', installation '{seen.Installation}')" : "bears no marks";
            throw new ProviderException($"The database '{entry.Name}' {whose} and is left alone.");
        }
    }
}
