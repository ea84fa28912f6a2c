using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lumina.Environments.Data;

/// <summary>
/// Copies of one server's templates, each handed out to one caller alone. All that are live are counted, those that were given back included until
/// they are gone. One that was given back is dropped: another copy costs no more than to put it right, and nothing of one test can reach another.
/// </summary>
internal sealed class RentedDatabases(AdminConnections admin, DatabaseCopies copies, DataOptions options, TimeProvider timeProvider) : IAsyncDisposable
{
    private const string Infix = "-r";

    private readonly ConcurrentDictionary<string, string> _verifiers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RentalPlaces> _places = new(StringComparer.Ordinal);

    /// <summary>Hands out a copy.</summary>
    /// <param name="context">The component whose database it is like.</param>
    /// <param name="takeAsync">Takes a copy.</param>
    /// <param name="connectionString">How one connects to the component's database.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<RentedDatabase> RentAsync(ComponentContext context, Func<CancellationToken, Task<DatabaseCopy>> takeAsync, string connectionString, CancellationToken cancellationToken)
    {
        RentalPlaces places = _places.GetOrAdd(context.ExternalName, _ => new RentalPlaces(options, timeProvider));
        await places.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            DatabaseCopy copy = await takeAsync(cancellationToken).ConfigureAwait(false);
            string name = $"{context.ExternalName}{Infix}{copy.Name[DatabaseCopies.Prefix.Length..]}";
            await copies.UseAsync(copy, () => admin.RunAsync(
                $"Handing out the database '{name}'", connection => GiveAsync(connection, context, copy, name, cancellationToken), cancellationToken)).ConfigureAwait(false);
            string connect = new NpgsqlConnectionStringBuilder(connectionString) { Database = name, Username = name }.ConnectionString;
            return new RentedDatabase(name, new Secret(connect), () => GiveBack(places, name, connect, context.Logger));
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

    // Whoever destroys the component holds the same lock, alone: what is handed out after that would be nobody's.
    private async Task<bool> GiveAsync(NpgsqlConnection connection, ComponentContext context, DatabaseCopy copy, string name, CancellationToken cancellationToken) =>
        await connection.TogetherAsync(context.ExternalName, async () =>
        {
            if (await connection.FindRoleAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) is null)
            {
                throw new ProviderException($"the database '{context.ExternalName}' is not there any more");
            }

            // Made once: it takes longer than all the rest.
            string verifier = _verifiers.GetOrAdd(context.ExternalName, _ => ScramVerifier.Make(context.Credentials[DatabaseSpec.PasswordCredential].Reveal()));
            await copies.RentAsync(connection, copy, name, verifier, new DatabaseComment(context.Marks) { ExternalName = context.ExternalName }, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);

    private ValueTask GiveBack(RentalPlaces places, string name, string connectionString, ILogger logger)
    {
        places.TakeAway(name, logger, async () =>
        {
            using (NpgsqlConnection pooled = new(connectionString))
            {
                NpgsqlConnection.ClearPool(pooled);
            }

            await copies.DropAsync(name, name, CancellationToken.None).ConfigureAwait(false);
        });
        return ValueTask.CompletedTask;
    }
}
