using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Copies of one server's templates, each handed out to one caller alone. All that are live are counted, those that were given back included until
/// they are ready for the next or gone. One that was given back is put right where that takes no other session's leave, and has another password then,
/// since nothing of one test may reach another; else it is dropped.
/// </summary>
internal sealed class RentedDatabases(AdminConnections admin, DatabaseCopies copies, DatabaseReset reset, DataOptions options, TimeProvider timeProvider, IRandomSource random) : IAsyncDisposable
{
    private const string Infix = "-r";
    private const int TokenBytes = 8;

    /// <summary>What is deleted by putting it right stays in its files where nobody vacuums: a test's writes so many times over are the most that it holds.</summary>
    private const int MaximumUses = 32;

    private readonly ConcurrentDictionary<string, string> _verifiers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RentalPlaces> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReturnedDatabases> _returned = new(StringComparer.Ordinal);

    /// <summary>Hands out a copy.</summary>
    /// <param name="context">The component whose database it is like.</param>
    /// <param name="findAsync">Finds the copies of its template.</param>
    /// <param name="connectionString">How one connects to the component's database.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RentedDatabase> RentAsync(ComponentContext context, Func<CancellationToken, Task<SpareCopies>> findAsync, string connectionString, CancellationToken cancellationToken)
    {
        RentalPlaces places = _places.GetOrAdd(context.ExternalName, _ => new RentalPlaces(options, timeProvider));
        ReturnedDatabases returned = _returned.GetOrAdd(context.ExternalName, _ => new ReturnedDatabases(options.MaximumSpares, timeProvider, each => places.Watch(DropAsync(each.Name))));
        await places.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            SpareCopies spares = await findAsync(cancellationToken).ConfigureAwait(false);
            string password = context.Credentials[DatabaseSpec.PasswordCredential].Reveal();
            ReturnedDatabase rented = await TakeReturnedAsync(returned, spares, cancellationToken).ConfigureAwait(false)
                ?? new ReturnedDatabase(await MakeAsync(context, spares, password, cancellationToken).ConfigureAwait(false), spares.Template.Id, password, Uses: 1);
            string connect = new NpgsqlConnectionStringBuilder(connectionString) { Database = rented.Name, Username = rented.Name, Password = rented.Password }.ConnectionString;
            return new RentedDatabase(rented.Name, new Secret(connect), () => GiveBack(places, returned, rented, connect, password));
        }
        catch
        {
            places.Leave();
            throw;
        }
    }

    /// <summary>Lets nobody rent like a component any more, and waits for what is being dropped.</summary>
    public async Task CloseAsync(string externalName)
    {
        _verifiers.TryRemove(externalName, out _);
        if (_returned.TryRemove(externalName, out ReturnedDatabases? returned))
        {
            await returned.DisposeAsync().ConfigureAwait(false);
        }

        if (_places.TryRemove(externalName, out RentalPlaces? places))
        {
            await places.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string name in _places.Keys)
        {
            await CloseAsync(name).ConfigureAwait(false);
        }
    }

    /// <summary>One that is ready; null where none is and another is to be taken. One of a template that is not the component's any more goes.</summary>
    private async Task<ReturnedDatabase?> TakeReturnedAsync(ReturnedDatabases all, SpareCopies spares, CancellationToken cancellationToken)
    {
        while ((all.Take() ?? (spares.HasReady ? null : await all.WaitAsync(cancellationToken).ConfigureAwait(false))) is { } returned)
        {
            DatabaseEntry? present;
            bool isAlone;
            try
            {
                (present, isAlone) = await admin.RunAsync($"Looking for the database '{returned.Name}'", async connection => (
                    await connection.FindDatabaseAsync(returned.Name, cancellationToken).ConfigureAwait(false),
                    await connection.ReadAsync<bool>($"SELECT {HasNoSession(SqlText.Literal(returned.Name))}", cancellationToken).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                all.PutBack(returned);
                throw;
            }

            if (isAlone && returned.Template == spares.Template.Id && present?.Comment.Template == spares.Template.Id)
            {
                return returned;
            }

            all.Drop(returned);
        }

        return null;
    }

    private async Task<string> MakeAsync(ComponentContext context, SpareCopies spares, string password, CancellationToken cancellationToken)
    {
        DatabaseCopy copy = await spares.TakeAsync(cancellationToken).ConfigureAwait(false);
        string name = $"{context.ExternalName}{Infix}{copy.Name[DatabaseCopies.Prefix.Length..]}";
        await copies.UseAsync(copy, () => admin.RunAsync(
            $"Handing out the database '{name}'", connection => GiveAsync(connection, context, copy, name, password, cancellationToken), cancellationToken)).ConfigureAwait(false);
        return name;
    }

    // Whoever destroys the component holds the same lock, alone: what is handed out after that would be nobody's.
    private async Task<bool> GiveAsync(NpgsqlConnection connection, ComponentContext context, DatabaseCopy copy, string name, string password, CancellationToken cancellationToken) =>
        await connection.TogetherAsync(context.ExternalName, async () =>
        {
            if (await connection.FindRoleAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is null)
            {
                throw new ProviderException($"the database '{context.ExternalName}' is not there any more");
            }

            // Made once: it takes longer than all the rest.
            string verifier = _verifiers.GetOrAdd(context.ExternalName, _ => ScramVerifier.Make(password));
            await copies.RentAsync(connection, copy, name, verifier, new DatabaseComment(context.Marks) { ExternalName = context.ExternalName }, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);

    // The renter goes on: it takes longer than a test should wait for it.
    private ValueTask GiveBack(RentalPlaces places, ReturnedDatabases returned, ReturnedDatabase rented, string connectionString, string password)
    {
        places.Watch(GiveBackAsync());
        return ValueTask.CompletedTask;

        async Task GiveBackAsync()
        {
            try
            {
                using (NpgsqlConnection pooled = new(connectionString))
                {
                    NpgsqlConnection.ClearPool(pooled);
                }

                if (!await TryKeepAsync(returned, rented, password).ConfigureAwait(false))
                {
                    await DropAsync(rented.Name).ConfigureAwait(false);
                }
            }
            finally
            {
                places.Leave();
            }
        }
    }

    private async Task<bool> TryKeepAsync(ReturnedDatabases returned, ReturnedDatabase rented, string password)
    {
        ReturnedDatabase? next = null;
        bool isKept = false;
        try
        {
            if (!options.KeepReturnedDatabases || rented.Uses >= MaximumUses || !await reset.CanPutRightAsync(returned.Closing).ConfigureAwait(false) || !returned.BeginPuttingRight())
            {
                return false;
            }

            try
            {
                // Beside the renter: a verifier takes milliseconds to compute.
                next = await Task.Run(() => TryPutRightAsync(rented, password, returned.Closing), CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                isKept = returned.EndPuttingRight(next);
            }
        }
        catch (Exception)
        {
            // Whatever it was, the database is dropped, and that tells.
        }

        return isKept;
    }

    private async Task<ReturnedDatabase?> TryPutRightAsync(ReturnedDatabase rented, string password, CancellationToken cancellationToken)
    {
        // With the environment's in front, so that whoever takes secrets out of a text takes this one out, too.
        ReturnedDatabase next = rented with { Password = $"{password}-{Token()}", Uses = rented.Uses + 1 };
        string verifier = ScramVerifier.Make(next.Password);
        string name = SqlText.Literal(rented.Name);
        await admin.RunAsync($"Taking back the database '{rented.Name}'", async connection =>
        {
            // First this: whoever had the password could come again, and who was logging in with it is turned away by the other.
            await connection.ExecuteAsync($"ALTER ROLE {SqlText.Identifier(rented.Name)} NOLOGIN PASSWORD {SqlText.Literal(verifier)}", cancellationToken).ConfigureAwait(false);

            // Of the role wherever it is, since it could give itself its password back; and of others who were let in.
            await DatabaseEnder.EndSessionsAsync(
                connection, $"(usename = {name} OR datname = {name} AND usesysid IS NOT NULL AND NOT (usename = current_user AND application_name = '{AdminConnections.ApplicationName}'))", cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        if (!await reset.TryPutRightAsync(rented.Name, next.Password, verifier, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        return await admin.RunAsync($"Letting the next into '{rented.Name}'", async connection =>
        {
            bool isAsItWas = await connection.ReadAsync<bool>(IsAsItWas(name), cancellationToken).ConfigureAwait(false);
            if (isAsItWas)
            {
                await connection.ExecuteAsync($"ALTER ROLE {SqlText.Identifier(rented.Name)} LOGIN", cancellationToken).ConfigureAwait(false);
            }

            return isAsItWas;
        }, cancellationToken).ConfigureAwait(false) ? next : null;
    }

    // Who was logging in as the password changed shows by the time at which the next is let in.
    private static string HasNoSession(string name) => $"NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = {name})";

    // What lies outside of the database, and an administrator may have done for a test.
    private static string IsAsItWas(string name) => $"""
        SELECT {HasNoSession(name)}
            AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name} AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls OR NOT rolinherit))
            AND NOT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = {name})
            AND NOT EXISTS (SELECT FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid JOIN pg_database d ON d.datname = {name} WHERE s.refclassid = 'pg_authid'::regclass AND r.rolname = {name} AND s.dbid NOT IN (0, d.oid))
            AND NOT EXISTS (SELECT FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = {name})
            AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE database = {name})
        """;

    private async Task DropAsync(string name)
    {
        if (await reset.LeaveAsync(name).ConfigureAwait(false))
        {
            await admin.RunAsync($"Leaving '{name}'", connection => DatabaseEnder.EndSessionsAsync(connection, $"datname = {SqlText.Literal(name)} AND usename = current_user", CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }

        await copies.DropAsync(name, name, CancellationToken.None).ConfigureAwait(false);
    }

    private string Token()
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        random.Fill(token);
        return Convert.ToHexStringLower(token);
    }
}
