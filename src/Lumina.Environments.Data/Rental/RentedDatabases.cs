using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Copies of one server's templates, each handed out to one caller alone. All that are live are counted, those that were given back included until they are ready
/// for the next or gone. One that was given back is put right, and has another password then unless that is waived, since nothing of one test may reach another; where that can't be, it is dropped.
/// </summary>
internal sealed partial class RentedDatabases(AdminConnections admin, DatabaseCopies copies, DatabaseReset reset, DataOptions options, TimeProvider timeProvider, IRandomSource random) : IAsyncDisposable
{
    private const string Infix = "-r";

    /// <summary>What is deleted by putting a database right may stay in its files, where nobody vacuums: what tests write so many times over is the most that it holds.</summary>
    private const int MaximumUses = 32;

    private readonly ConcurrentDictionary<string, ComponentRentals> _components = new(StringComparer.Ordinal);

    /// <summary>Hands out a copy.</summary>
    /// <param name="context">The component whose database it is like.</param>
    /// <param name="findAsync">Finds the copies of its template.</param>
    /// <param name="connectionString">How one connects to the component's database.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RentedDatabase> RentAsync(ComponentContext context, Func<CancellationToken, Task<SpareCopies>> findAsync, string connectionString, CancellationToken cancellationToken)
    {
        ComponentRentals rentals = _components.GetOrAdd(context.ExternalName, _ => new ComponentRentals(
            new RentalPlaces(options, timeProvider),
            new ReturnedDatabases(options.RentalReuse == RentalReuse.None ? 0 : options.MaximumRentedDatabases, timeProvider),
            new RentalPasswords(context.Credentials[DatabaseSpec.PasswordCredential].Reveal(), random)));
        await rentals.Places.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            SpareCopies spares = await findAsync(cancellationToken).ConfigureAwait(false);
            RentedCopy rented = await TakeReturnedAsync(rentals, spares, cancellationToken).ConfigureAwait(false)
                ?? await MakeAsync(rentals, spares, context, cancellationToken).ConfigureAwait(false);
            string connect = new NpgsqlConnectionStringBuilder(connectionString) { Database = rented.Name, Username = rented.Name, Password = rentals.Passwords.Of(PasswordOf(rented)).Password }.ConnectionString;
            return new RentedDatabase(rented.Name, new Secret(connect), () => GiveBack(rentals, rented, connect, context.Logger));
        }
        catch
        {
            rentals.Places.Leave();
            throw;
        }
    }

    /// <summary>Lets nobody rent like a component any more, and waits for what is being dropped or put right. What waits for the next renter is left to who drops the component.</summary>
    public async Task CloseAsync(string externalName)
    {
        if (_components.TryRemove(externalName, out ComponentRentals? rentals))
        {
            await rentals.Places.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The same for all components, which may outlive this process: what waits for the next renter is dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach ((string name, ComponentRentals rentals) in _components)
        {
            await CloseAsync(name).ConfigureAwait(false);
            foreach (RentedCopy ready in rentals.Returned.TakeAll())
            {
                await ((Task)DropAsync(ready.Name)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One that was given back; null where another is to be made. One of a template that is not the component's any more goes.</summary>
    private async Task<RentedCopy?> TakeReturnedAsync(ComponentRentals rentals, SpareCopies spares, CancellationToken cancellationToken)
    {
        while (await rentals.Returned.TakeAsync(cancellationToken).ConfigureAwait(false) is { } returned)
        {
            if (returned.Template.Id == spares.Template.Id)
            {
                return returned;
            }

            await ((Task)DropAsync(returned.Name)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private async Task<RentedCopy> MakeAsync(ComponentRentals rentals, SpareCopies spares, ComponentContext context, CancellationToken cancellationToken)
    {
        DatabaseCopy copy = await spares.TakeAsync(cancellationToken).ConfigureAwait(false);
        string name = $"{context.ExternalName}{Infix}{copy.Name[DatabaseCopies.Prefix.Length..]}";
        await copies.UseAsync(copy, () => admin.RunAsync(
            $"Handing out the database '{name}'", connection => GiveAsync(connection, context, copy, name, rentals.Passwords.Of(0).Verifier, cancellationToken), cancellationToken)).ConfigureAwait(false);
        return new RentedCopy(name, copy.Template, Uses: 0);
    }

    // Whoever destroys the component holds the same lock, alone: what is handed out after that would be nobody's.
    private async Task<bool> GiveAsync(NpgsqlConnection connection, ComponentContext context, DatabaseCopy copy, string name, string verifier, CancellationToken cancellationToken) =>
        await connection.TogetherAsync(context.ExternalName, async () =>
        {
            if (await connection.FindRoleAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is null)
            {
                throw new ProviderException($"the database '{context.ExternalName}' is not there any more");
            }

            await copies.RentAsync(connection, copy, name, verifier, new DatabaseComment(context.Marks) { ExternalName = context.ExternalName }, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);

    private ValueTask GiveBack(ComponentRentals rentals, RentedCopy rented, string connectionString, ILogger logger)
    {
        rentals.Places.TakeAway(rented.Name, logger, async () =>
        {
            RentedCopy next = rented with { Uses = rented.Uses + 1 };
            if (next.Uses > MaximumUses || !await rentals.Returned.TryKeepAsync(next, () => TryPutRightAsync(rentals, next, connectionString, logger)).ConfigureAwait(false))
            {
                PostgreSqlSession.ClearPool(connectionString);
                await DropAsync(rented.Name).ConfigureAwait(false);
            }
        });
        return ValueTask.CompletedTask;
    }

    private async Task<bool> TryPutRightAsync(ComponentRentals rentals, RentedCopy next, string connectionString, ILogger logger)
    {
        bool isShared = options.RentalReuse == RentalReuse.SamePassword;
        try
        {
            if (!isShared)
            {
                PostgreSqlSession.ClearPool(connectionString);
            }

            return await reset.TryPutRightAsync(next.Name, next.Template, rentals.Passwords.Of(PasswordOf(next)).Verifier, isShared, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it was, it is dropped then, and nobody waits for it who could be told otherwise.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            NotPutRight(logger, next.Name, exception);
            return false;
        }
    }

    private int PasswordOf(RentedCopy rented) => options.RentalReuse == RentalReuse.SamePassword ? 0 : rented.Uses;

    private async Task DropAsync(string name)
    {
        await reset.LeaveAsync(name).ConfigureAwait(false);
        await copies.DropAsync(name, name, CancellationToken.None).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The rented database '{Name}' was given back and could not be put right for the next renter; it is dropped")]
    private static partial void NotPutRight(ILogger logger, string name, Exception exception);

    /// <summary>What there is of databases like one component's.</summary>
    private sealed record ComponentRentals(RentalPlaces Places, ReturnedDatabases Returned, RentalPasswords Passwords);
}
