using System.Globalization;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>Copies templates, and gives the copies their names: that is all that is left to do when one is needed.</summary>
internal sealed class DatabaseCopies(AdminConnections admin, WriteLog log, ConnectionLimits limits, IRandomSource random)
{
    public const string Prefix = "lumina-copy-";

    private const int TokenBytes = 6;

    private readonly DatabaseEnder _ender = new(admin);

    /// <summary>Makes a copy, owned by a role of its own.</summary>
    public async Task<DatabaseCopy> MakeAsync(DatabaseTemplate template, CancellationToken cancellationToken)
    {
        string name = Prefix + Token();
        try
        {
            await admin.RunAsync($"Copying the template '{template.Name}'", connection => CopyAsync(connection, template, name, cancellationToken), cancellationToken).ConfigureAwait(false);
            DatabaseMoment pristineAt = await admin.RunInAsync(name, $"Giving the copy of '{template.Name}' its owner", async connection =>
            {
                await connection.ExecuteAsync($"REASSIGN OWNED BY {SqlText.Identifier(template.Name)} TO {SqlText.Identifier(name)}", cancellationToken).ConfigureAwait(false);
                return await connection.ReadOneAsync(
                    $"SELECT {log.Position}, pg_snapshot_xmax(pg_current_snapshot())::text",
                    reader => new DatabaseMoment(ulong.Parse(reader.GetString(1), CultureInfo.InvariantCulture), reader.IsDBNull(0) ? null : reader.GetString(0)),
                    cancellationToken).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            return new DatabaseCopy(template, name, pristineAt);
        }
        catch (Exception exception)
        {
            await ((Task)DropAsync(name, name, CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (exception is ProviderException { InnerException: PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } })
            {
                // Others needed its place meanwhile; whoever tries again makes it anew.
                throw new ProviderException(exception.Message, exception.InnerException) { IsTransient = true };
            }

            throw;
        }
    }

    /// <summary>Gives a copy to a renter: the name under which it is used, a password, a bound, and what its comment is to say.</summary>
    public async Task RentAsync(NpgsqlConnection connection, DatabaseCopy copy, string name, string verifier, DatabaseComment comment, CancellationToken cancellationToken)
    {
        int connections = await limits.OfRentedAsync(() => connection.MaximumConnectionsAsync(cancellationToken)).ConfigureAwait(false);
        await connection.ExecuteTogetherAsync(GiveStatements(copy, name, verifier, connections, comment, connection.IsSuperuser()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for a component.</summary>
    public async Task GiveAsync(NpgsqlConnection connection, DatabaseCopy copy, string name, string verifier, DatabaseComment comment, CancellationToken cancellationToken)
    {
        int connections = await limits.OfDatabaseAsync(() => connection.MaximumConnectionsAsync(cancellationToken)).ConfigureAwait(false);
        await connection.ExecuteTogetherAsync(GiveStatements(copy, name, verifier, connections, comment, connection.IsSuperuser()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Puts a copy in a database's place. The present one loses its sessions and its name in the same moment, and then goes.
    /// </summary>
    public async Task SwapAsync(NpgsqlConnection connection, DatabaseCopy copy, string name, string verifier, DatabaseComment comment, CancellationToken cancellationToken)
    {
        string old = Prefix + Token();
        string present = SqlText.Identifier(name);

        int connections = await limits.OfDatabaseAsync(() => connection.MaximumConnectionsAsync(cancellationToken)).ConfigureAwait(false);
        string[] takeAway =
        [
            $"ALTER DATABASE {present} RENAME TO {SqlText.Identifier(old)}",
            DatabaseMaker.Comment("DATABASE", old, comment with { ExternalName = name, Seeded = null, SeededAt = null, Template = null, PristineAt = null }),
            $"ALTER ROLE {present} RENAME TO {SqlText.Identifier(old)}",
            DatabaseMaker.Comment("ROLE", old, new DatabaseComment(comment.Marks) { ExternalName = name }),
        ];
        await _ender.RollBackPreparedAsync(connection, name, cancellationToken).ConfigureAwait(false);
        try
        {
            // One that someone is connected to cannot be renamed. That it is closed may hold even where this is cancelled.
            await connection.ExecuteAsync($"ALTER DATABASE {present} ALLOW_CONNECTIONS false", cancellationToken).ConfigureAwait(false);
            await DatabaseEnder.EndSessionsOfAsync(connection, name, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteTogetherAsync([.. takeAway, .. GiveStatements(copy, name, verifier, connections, comment, connection.IsSuperuser())], cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The present one keeps its place, and must be of use.
            await ((Task)admin.RunApartAsync(
                $"Opening '{name}' again", another => another.ExecuteAsync($"ALTER DATABASE {present} ALLOW_CONNECTIONS true", CancellationToken.None), CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await DropAsync(connection, old, old, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Does what a copy was taken for. Where that fails the copy is dropped: nobody else knows of it.</summary>
    public async Task UseAsync(DatabaseCopy copy, Func<Task> use)
    {
        try
        {
            await use().ConfigureAwait(false);
        }
        catch
        {
            // One that was given away before it failed goes by another name, and stays.
            await ((Task)DropAsync(copy.Name, copy.Name, CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    public Task DropAsync(string database, string role, CancellationToken cancellationToken) =>
        admin.RunAsync($"Dropping the database '{database}'", connection => DropAsync(connection, database, role, cancellationToken), cancellationToken);

    public async Task DropAsync(NpgsqlConnection connection, string database, string role, CancellationToken cancellationToken)
    {
        await _ender.DropAsync(connection, database, cancellationToken).ConfigureAwait(false);
        await DatabaseEnder.DropRoleAsync(connection, role, cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, DatabaseTemplate template, string name, CancellationToken cancellationToken)
    {
        string database = SqlText.Identifier(name);
        await connection.ExecuteTogetherAsync([$"CREATE ROLE {database} NOLOGIN", DatabaseMaker.BeMember(connection, name), DatabaseMaker.Comment("ROLE", name, template.CopyComment)], cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(
            $"CREATE DATABASE {database} TEMPLATE {SqlText.Identifier(template.Name)} OWNER {database} {DatabaseMaker.Strategy(connection)}", cancellationToken).ConfigureAwait(false);
        await connection.ExecuteTogetherAsync(
            [DatabaseMaker.Comment("DATABASE", name, template.CopyComment), $"REVOKE ALL ON DATABASE {database} FROM PUBLIC"], cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<string> GiveStatements(DatabaseCopy copy, string name, string verifier, int connections, DatabaseComment comment, bool isSuperuser)
    {
        comment = comment with { Template = copy.Template.Id, PristineAt = copy.PristineAt };
        return
        [
            $"ALTER DATABASE {SqlText.Identifier(copy.Name)} RENAME TO {SqlText.Identifier(name)}",
            $"ALTER ROLE {SqlText.Identifier(copy.Name)} RENAME TO {SqlText.Identifier(name)}",
            DatabaseMaker.Password(name, verifier, isSuperuser),
            $"ALTER ROLE {SqlText.Identifier(name)} {DatabaseMaker.Connections(connections)}",
            DatabaseMaker.Comment("DATABASE", name, comment),
            DatabaseMaker.Comment("ROLE", name, new DatabaseComment(comment.Marks) { ExternalName = comment.ExternalName, Schemas = comment.Schemas }),
        ];
    }

    private string Token()
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        random.Fill(token);
        return Convert.ToHexStringLower(token);
    }
}
