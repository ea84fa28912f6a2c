using System.Globalization;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>The statements that make a database, its role and its schemas.</summary>
/// <param name="admin">How an administrator connects.</param>
internal sealed class DatabaseMaker(AdminConnections admin)
{
    private const string NextSuffix = "-next";
    private static readonly Version FirstWithStrategies = new(15, 0);
    private static readonly Version FirstWithOptions = new(16, 0);
    private readonly DatabaseEnder _ender = new(admin);

    /// <summary>The name that a database has while it is made to take another's place.</summary>
    public static string NextName(string name) => name + NextSuffix;

    /// <summary>The name of the component to which a database belongs.</summary>
    public static string OwnName(string database) => database.EndsWith(NextSuffix, StringComparison.Ordinal) ? database[..^NextSuffix.Length] : database;

    public static string Comment(string kind, string name, DatabaseComment comment) =>
        $"COMMENT ON {kind} {SqlText.Identifier(name)} IS {SqlText.Literal(comment.ToString())}";

    /// <summary>The role bears its marks from the moment it exists: both are one transaction.</summary>
    /// <param name="connection">An administrator's.</param>
    /// <param name="name">Its name.</param>
    /// <param name="password">Its password.</param>
    /// <param name="connections">How many connections it may have at once; -1 for any number.</param>
    /// <param name="comment">What its comment is to say.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task EnsureRoleAsync(NpgsqlConnection connection, string name, string password, int connections, DatabaseComment comment, CancellationToken cancellationToken)
    {
        bool exists = await connection.FindRoleAsync(name, cancellationToken).ConfigureAwait(false) is not null;
        string verb = exists ? "ALTER" : "CREATE";
        await connection.ExecuteTogetherAsync(
            [$"{verb} ROLE {SqlText.Identifier(name)} LOGIN PASSWORD {SqlText.Literal(ScramVerifier.Make(password))} {Connections(connections)}", BeMember(connection, name), Comment("ROLE", name, comment)],
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An administrator who is no superuser gives databases and what is in them to roles of which he is a member only.</summary>
    /// <remarks>Since version 16 who makes a role is a member who may hand it on, and no more: what it takes to give it something, and to act on what is its, must be granted.</remarks>
    public static string BeMember(NpgsqlConnection connection, string role)
    {
        (string isMember, string with) = connection.PostgreSqlVersion >= FirstWithOptions
            ? ($"pg_has_role({SqlText.Literal(role)}, 'SET') AND pg_has_role({SqlText.Literal(role)}, 'USAGE')", " WITH INHERIT TRUE, SET TRUE")
            : ($"pg_has_role({SqlText.Literal(role)}, 'MEMBER')", "");
        return $"DO $grant$ BEGIN IF NOT ({isMember}) THEN EXECUTE format('GRANT %I TO %I{with}', {SqlText.Literal(role)}, current_user); END IF; END $grant$";
    }

    /// <summary>Sets the password of a role that may log in from now on.</summary>
    /// <param name="name">The role.</param>
    /// <param name="verifier">The password's verifier.</param>
    /// <param name="isSuperuser">Whether the administrator may write it down himself: by its own statement the server computes first whether the password is empty, which takes it longer than all the rest.</param>
    public static string Password(string name, string verifier, bool isSuperuser) => isSuperuser
        ? $"UPDATE pg_authid SET rolpassword = {SqlText.Literal(verifier)}, rolcanlogin = true WHERE rolname = {SqlText.Literal(name)}"
        : $"ALTER ROLE {SqlText.Identifier(name)} LOGIN PASSWORD {SqlText.Literal(verifier)}";

    /// <summary>The part of a role's statement that bounds its connections. It is the role's and not its database's, since the owner of a database could lift that.</summary>
    public static string Connections(int maximum) => string.Create(CultureInfo.InvariantCulture, $"CONNECTION LIMIT {maximum}");

    /// <summary>Copying the template's files beats writing them to the log page by page.</summary>
    public static string Strategy(NpgsqlConnection connection) => connection.PostgreSqlVersion >= FirstWithStrategies ? "STRATEGY file_copy" : "";

    /// <summary>Nobody can connect to it until it is marked and closed to others.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, string name, string owner, DatabaseComment comment, bool exists, CancellationToken cancellationToken)
    {
        string database = SqlText.Identifier(name);
        if (!exists)
        {
            await connection.ExecuteAsync($"CREATE DATABASE {database} OWNER {SqlText.Identifier(owner)} ALLOW_CONNECTIONS false {Strategy(connection)}", cancellationToken).ConfigureAwait(false);
        }

        await connection.ExecuteTogetherAsync(
            [Comment("DATABASE", name, comment), $"REVOKE ALL ON DATABASE {database} FROM PUBLIC", $"ALTER DATABASE {database} ALLOW_CONNECTIONS true"],
            cancellationToken).ConfigureAwait(false);
        await EnsureSchemasAsync(connection.PostgreSqlVersion, name, owner, comment.Schemas, cancellationToken).ConfigureAwait(false);
    }

    public async Task ReplaceAsync(NpgsqlConnection connection, string name, Func<string, Task> fill, CancellationToken cancellationToken)
    {
        string next = NextName(name);
        DatabaseEntry? present = await connection.FindMarkedDatabaseAsync(name, cancellationToken).ConfigureAwait(false);
        if (present is null && await connection.FindDatabaseAsync(next, cancellationToken).ConfigureAwait(false) is { } finished)
        {
            // Cut short between the end of the old one and the renaming of the new one.
            await RenameAsync(connection, next, name, cancellationToken).ConfigureAwait(false);
            present = finished;
        }

        if (present is null)
        {
            throw new ProviderException($"The database '{name}' is not there.");
        }

        await _ender.DropAsync(connection, next, cancellationToken).ConfigureAwait(false);
        DatabaseComment comment = present.Comment with { Seeded = null, SeededAt = null, Template = null, PristineAt = null };
        try
        {
            await EnsureAsync(connection, next, owner: name, comment, exists: false, cancellationToken).ConfigureAwait(false);
            await fill(next).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            // It is the role's, which else could not go while it is there.
            await ((Task)admin.RunApartAsync($"Dropping '{next}'", another => _ender.DropAsync(another, next, CancellationToken.None), CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        // From here on it is shorter to end it than to leave it half done.
        await _ender.DropAsync(connection, name, CancellationToken.None).ConfigureAwait(false);
        await RenameAsync(connection, next, name, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task EnsureSchemasAsync(Version version, string name, string owner, IReadOnlyList<string> schemas, CancellationToken cancellationToken)
    {
        // Before version 15 the schema "public" is the administrator's, so that its owner could not drop what it holds. Where the administrator is no superuser it is not his to give either.
        bool ownsPublic = version >= FirstWithStrategies;
        if (schemas.Count == 0 && ownsPublic)
        {
            return;
        }

        List<string> statements = [.. schemas.Select(schema => $"CREATE SCHEMA IF NOT EXISTS {SqlText.Identifier(schema)} AUTHORIZATION {SqlText.Identifier(owner)}")];
        if (!ownsPublic)
        {
            statements.Add($"DO $public$ BEGIN IF (SELECT pg_has_role(nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = 'public') THEN ALTER SCHEMA public OWNER TO {SqlText.Identifier(owner)}; END IF; END $public$");
        }

        await admin.RunInAsync(name, $"Making the schemas of '{name}'", connection => connection.ExecuteTogetherAsync(statements, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static Task RenameAsync(NpgsqlConnection connection, string from, string to, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"ALTER DATABASE {SqlText.Identifier(from)} RENAME TO {SqlText.Identifier(to)}", cancellationToken);
}
