using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The databases of environments inside one PostgreSQL server, wherever that runs. For providers that bring the server.</summary>
/// <remarks>
/// Each environment's database is owned by a role of its own with a password of its own; nobody else may connect to it.
/// Database and role go by the component's external name and bear its marks in their comments. Errors are <see cref="ProviderException"/>s.
/// </remarks>
public sealed class PostgreSqlDatabases : IAsyncDisposable
{
    /// <summary>More at once would only queue inside the server, each with a process of its own.</summary>
    private const int MaximumAdminConnections = 8;

    private readonly NpgsqlDataSource _admin;
    private readonly DatabaseMaker _maker;

    /// <summary>Connects when first asked for something.</summary>
    /// <param name="adminConnectionString">How a role that may make databases and roles connects, to a database that is nobody's.</param>
    public PostgreSqlDatabases(string adminConnectionString)
    {
        _admin = PostgreSqlSession.Source(adminConnectionString, settings =>
        {
            settings.MaxPoolSize = MaximumAdminConnections;
            settings.Timeout = 0;
            settings.ApplicationName = "lumina";
        });
        _maker = new DatabaseMaker(adminConnectionString);
    }

    /// <summary>Makes the database, its role and its schemas, or adopts those that an earlier attempt has made; sets the password again.</summary>
    /// <exception cref="ProviderException">The server refused, or what goes by that name bears other marks.</exception>
    public Task CreateAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Credentials.TryGetValue(DatabaseSpec.PasswordCredential, out Secret? password))
        {
            throw new ProviderException($"{context.Component} has no credential '{DatabaseSpec.PasswordCredential}'.");
        }

        return RunAsync($"Making the database '{context.ExternalName}'", connection => AloneAsync(connection, context.ExternalName, async () =>
        {
            DatabaseEntry? found = await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
            await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);
            await DatabaseMaker.EnsureRoleAsync(connection, context.ExternalName, password.Reveal(), new DatabaseComment(context.Marks), cancellationToken).ConfigureAwait(false);
            DatabaseComment comment = (found?.Comment ?? new DatabaseComment(context.Marks)) with { Marks = context.Marks, Schemas = spec.Schemas };
            await _maker.EnsureAsync(connection, context.ExternalName, owner: context.ExternalName, comment, exists: found is not null, cancellationToken).ConfigureAwait(false);
        }, cancellationToken), cancellationToken);
    }

    /// <summary>Whether the database is there, and whether it accepts connections.</summary>
    public Task<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Looking for the database '{context.ExternalName}'", async connection =>
        {
            DatabaseEntry? found = await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false)
                ?? await connection.FindDatabaseAsync(DatabaseMaker.NextName(context.ExternalName), cancellationToken).ConfigureAwait(false);
            if (found is not null)
            {
                return found.AllowsConnections ? ComponentPresence.Running(found.Comment.Marks) : ComponentPresence.NotRunning(found.Comment.Marks, "it accepts no connections");
            }

            return await connection.FindRoleAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is { } role
                ? ComponentPresence.NotRunning(role.Marks, "its role is there without its database")
                : ComponentPresence.Absent;
        }, cancellationToken);
    }

    /// <summary>Drops the database, closing its sessions, and its role. Succeeds where neither is there.</summary>
    /// <exception cref="ProviderException">The server refused, or what goes by that name bears other marks.</exception>
    public Task DropAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string name = context.ExternalName;
        return RunAsync($"Dropping the database '{name}'", connection => AloneAsync(connection, name, async () =>
        {
            await RefuseForeignAsync(connection, await connection.FindDatabaseAsync(name, cancellationToken).ConfigureAwait(false), context, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlText.Identifier(DatabaseMaker.NextName(name))} WITH (FORCE)", cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlText.Identifier(name)} WITH (FORCE)", cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"DROP ROLE IF EXISTS {SqlText.Identifier(name)}", cancellationToken).ConfigureAwait(false);
        }, cancellationToken), cancellationToken);
    }

    /// <summary>Stops the database: it accepts no connections, and its sessions end. Its data stays. Succeeds where it is not there.</summary>
    public Task RefuseConnectionsAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Stopping the database '{context.ExternalName}'", async connection =>
        {
            if (await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is { } found)
            {
                await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);
                await connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(found.Name)} ALLOW_CONNECTIONS false", cancellationToken).ConfigureAwait(false);
                await connection.ExecuteAsync($"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {SqlText.Literal(found.Name)}", cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);
    }

    /// <summary>Starts the database again: it accepts connections.</summary>
    public Task AllowConnectionsAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Starting the database '{context.ExternalName}'", async connection =>
        {
            DatabaseEntry? found = await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
            await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(context.ExternalName)} ALLOW_CONNECTIONS true", cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>Makes the database anew, with its schemas and nothing else. Its sessions are closed.</summary>
    public Task ResetAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Making the database '{context.ExternalName}' anew", async connection =>
        {
            DatabaseEntry? found = await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
            await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);
            await _maker.ReplaceAsync(connection, context.ExternalName, fill: _ => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>Gives the database the context's marks; that a person wants it kept stays as it is. Succeeds where it is not there.</summary>
    /// <exception cref="ProviderException">The server refused, or the database bears other marks.</exception>
    public Task UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return RunAsync($"Marking the database '{context.ExternalName}'", async connection =>
        {
            if (await connection.FindDatabaseAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is { } found)
            {
                await RefuseForeignAsync(connection, found, context, cancellationToken).ConfigureAwait(false);
                DatabaseComment comment = found.Comment with { Marks = context.Marks with { IsKept = found.Comment.Marks?.IsKept ?? false } };
                await connection.ExecuteAsync(DatabaseMaker.Comment("DATABASE", found.Name, comment), cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);
    }

    /// <summary>Lists what bears marks within the scope: databases, and roles whose database was never made.</summary>
    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, ComponentLocation location, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        const string LookUp = """
            SELECT datname AS name, shobj_description(oid, 'pg_database') AS comment FROM pg_database
            UNION ALL
            SELECT rolname, shobj_description(r.oid, 'pg_authid') FROM pg_roles r WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = rolname)
            """;
        List<FoundComponent> found = [];
        await RunAsync("Listing databases", async connection =>
        {
            using NpgsqlCommand command = new(LookUp, connection);
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    string? comment = await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? null : reader.GetString(1);
                    if (DatabaseComment.Parse(comment).Marks is { } marks && scope.Covers(marks))
                    {
                        found.Add(new FoundComponent(marks.Component, DatabaseMaker.OwnName(reader.GetString(0)), marks, location));
                    }
                }
            }
        }, cancellationToken).ConfigureAwait(false);
        foreach (FoundComponent component in found.DistinctBy(component => component.ExternalName))
        {
            yield return component;
        }
    }

    /// <summary>The server's version, such as 15.18.</summary>
    public Task<string> GetServerVersionAsync(CancellationToken cancellationToken) =>
        RunAsync("Asking for the server's version", connection => Task.FromResult(connection.PostgreSqlVersion.ToString()), cancellationToken);

    /// <summary>Closes the connections to the server.</summary>
    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    /// <summary>
    /// Makes the database anew: beside the present one, which is there until the new one is full and then goes with its sessions.
    /// </summary>
    internal Task ReplaceAsync(string name, Func<string, Task> fill, CancellationToken cancellationToken) =>
        RunAsync($"Making the database '{name}' anew", connection => _maker.ReplaceAsync(connection, name, fill, cancellationToken), cancellationToken);

    internal Task<DatabaseEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
        RunAsync($"Looking for the database '{name}'", connection => connection.FindDatabaseAsync(name, cancellationToken), cancellationToken);

    internal Task SetCommentAsync(string name, DatabaseComment comment, CancellationToken cancellationToken) =>
        RunAsync($"Marking the database '{name}'", connection => connection.ExecuteAsync(DatabaseMaker.Comment("DATABASE", name, comment), cancellationToken), cancellationToken);

    private static async Task RefuseForeignAsync(NpgsqlConnection connection, DatabaseEntry? database, ComponentContext context, CancellationToken cancellationToken)
    {
        // A role without its database is what an attempt leaves that was cut short; it bears the marks too.
        OwnershipMarks? seen = database?.Comment.Marks
            ?? (await connection.FindRoleAsync(context.ExternalName, cancellationToken).ConfigureAwait(false))?.Marks;
        if (seen is not null && (seen.Installation != context.Marks.Installation || seen.EnvironmentId != context.EnvironmentId || seen.Component != context.Component))
        {
            throw new ProviderException(
                $"The database '{context.ExternalName}' bears the marks of {seen.Component} of environment {seen.EnvironmentId} (owner '{seen.Owner}', installation '{seen.Installation}') "
                + "and is left alone. Remove it by hand if it is nobody's.");
        }
    }

    // Two at once that make or drop one database would trip over its role. The lock is the session's; a session in the pool would keep it.
    private static async Task AloneAsync(NpgsqlConnection connection, string name, Func<Task> action, CancellationToken cancellationToken)
    {
        string key = $"hashtextextended({SqlText.Literal(name)}, 0)";
        await connection.ExecuteAsync($"SELECT pg_advisory_lock({key})", cancellationToken).ConfigureAwait(false);
        try
        {
            await action().ConfigureAwait(false);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.ExecuteAsync($"SELECT pg_advisory_unlock({key})", CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<T> RunAsync<T>(string what, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlConnection connection = await _admin.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await action(connection).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlErrors.Describe(what, exception);
        }
    }

    private Task RunAsync(string what, Func<NpgsqlConnection, Task> action, CancellationToken cancellationToken) =>
        RunAsync(what, async connection =>
        {
            await action(connection).ConfigureAwait(false);
            return true;
        }, cancellationToken);
}
