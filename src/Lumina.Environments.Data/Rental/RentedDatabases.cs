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

    /// <summary>Hands out a copy.</summary>
    /// <param name="context">The component whose database it is like.</param>
    /// <param name="findAsync">Finds the copies of its template.</param>
    /// <param name="connectionString">How one connects to the component's database.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RentedDatabase> RentAsync(ComponentContext context, Func<CancellationToken, Task<SpareCopies>> findAsync, string connectionString, CancellationToken cancellationToken)
    {
        RentalPlaces places = _places.GetOrAdd(context.ExternalName, _ => new RentalPlaces(options, timeProvider));
        await places.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            SpareCopies spares = await findAsync(cancellationToken).ConfigureAwait(false);
            string password = context.Credentials[DatabaseSpec.PasswordCredential].Reveal();
            ReturnedDatabase rented = await TakeReturnedAsync(places, spares.Template, cancellationToken).ConfigureAwait(false)
                ?? new ReturnedDatabase(await MakeAsync(context, spares, password, cancellationToken).ConfigureAwait(false), spares.Template.Id, password, Uses: 1);
            string connect = new NpgsqlConnectionStringBuilder(connectionString) { Database = rented.Name, Username = rented.Name, Password = rented.Password }.ConnectionString;
            return new RentedDatabase(rented.Name, new Secret(connect), () => GiveBack(places, rented, connect, password));
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
        if (_places.TryRemove(externalName, out RentalPlaces? places))
        {
            foreach (ReturnedDatabase returned in places.Close())
            {
                places.Watch(DropAsync(returned.Name));
            }

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

    /// <summary>One that is ready; null where none is. One of a template that is not the component's any more goes.</summary>
    private async Task<ReturnedDatabase?> TakeReturnedAsync(RentalPlaces places, DatabaseTemplate template, CancellationToken cancellationToken)
    {
        while (await places.TakeReturnedAsync(cancellationToken).ConfigureAwait(false) is { } returned)
        {
            try
            {
                DatabaseEntry? present = await admin.RunAsync(
                    $"Looking for the database '{returned.Name}'", connection => connection.FindDatabaseAsync(returned.Name, cancellationToken), cancellationToken).ConfigureAwait(false);
                if (returned.Template == template.Id && present?.Comment.Template == template.Id)
                {
                    return returned;
                }
            }
            catch
            {
                places.Watch(DropAsync(returned.Name));
                throw;
            }

            places.Watch(DropAsync(returned.Name));
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
    private ValueTask GiveBack(RentalPlaces places, ReturnedDatabase rented, string connectionString, string password)
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

                if (!await TryKeepAsync(places, rented, password).ConfigureAwait(false))
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

    private async Task<bool> TryKeepAsync(RentalPlaces places, ReturnedDatabase rented, string password)
    {
        if (rented.Uses >= MaximumUses || !places.BeginPuttingRight())
        {
            return false;
        }

        ReturnedDatabase? next = null;
        try
        {
            // Beside the renter: a verifier takes milliseconds to compute.
            next = await Task.Run(() => TryPutRightAsync(rented, password), CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProviderException)
        {
            // It is dropped, whatever it was.
        }
        finally
        {
            if (!places.EndPuttingRight(next))
            {
                next = null;
            }
        }

        return next is not null;
    }

    private async Task<ReturnedDatabase?> TryPutRightAsync(ReturnedDatabase rented, string password)
    {
        // With the environment's in front, so that whoever takes secrets out of a text takes this one out, too.
        ReturnedDatabase next = rented with { Password = $"{password}-{Token()}", Uses = rented.Uses + 1 };
        string verifier = ScramVerifier.Make(next.Password);
        await admin.RunAsync($"Taking back the database '{rented.Name}'", async connection =>
        {
            // First the password: whoever had it could come again.
            await connection.ExecuteAsync($"ALTER ROLE {SqlText.Identifier(rented.Name)} PASSWORD {SqlText.Literal(verifier)}", CancellationToken.None).ConfigureAwait(false);
            await DatabaseEnder.EndSessionsAsync(connection, rented.Name, $"usename = {SqlText.Literal(rented.Name)}", CancellationToken.None).ConfigureAwait(false);
        }, CancellationToken.None).ConfigureAwait(false);
        return await reset.TryPutRightAsync(rented.Name, next.Password, verifier, CancellationToken.None).ConfigureAwait(false) ? next : null;
    }

    private async Task DropAsync(string name)
    {
        if (await reset.LeaveAsync(name).ConfigureAwait(false))
        {
            await admin.RunAsync($"Leaving '{name}'", connection => DatabaseEnder.EndSessionsAsync(connection, name, "usename = current_user", CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
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
