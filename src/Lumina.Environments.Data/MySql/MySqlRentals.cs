using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using MySqlConnector;

namespace Lumina.Environments.Data;

/// <summary>Databases with a component's data, each handed out to one caller alone and dropped when he gives it back.</summary>
internal sealed class MySqlRentals(MySqlAdmin admin, ConnectionLimits limits, MySqlTemplates templates, DataOptions options, TimeProvider timeProvider, IRandomSource random) : IAsyncDisposable
{
    private const int TokenBytes = 6;

    private readonly ConcurrentDictionary<string, RentalPlaces> _places = new(StringComparer.Ordinal);

    public async Task<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string connectionString = context.Outputs.Find(OutputNames.ConnectionString)?.Reveal()
            ?? throw new ProviderException($"{context.Component} has no '{OutputNames.ConnectionString}' that holds from here");
        MySqlSeedPlan? plan = spec.Data is null ? null : await MySqlSeedPlan.ReadAsync(spec.Data, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        RentalPlaces places = _places.GetOrAdd(context.ExternalName, _ => new RentalPlaces(options, timeProvider));
        await places.EnterAsync(cancellationToken).ConfigureAwait(false);
        string name = $"{context.ExternalName}-r{Token()}";
        string connect = new MySqlConnectionStringBuilder(connectionString) { Database = name, UserID = name }.ConnectionString;
        try
        {
            await MakeAsync(name, context, cancellationToken).ConfigureAwait(false);
            if (plan is not null)
            {
                await templates.FillAsync(name, context.ExternalName, context.Marks, plan, connect, () => MakeAnewAsync(name, context, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            await RequireComponentAsync(context, cancellationToken).ConfigureAwait(false);
            return new RentedDatabase(name, new Secret(connect), () => GiveBack(places, name, connect, context.Logger));
        }
        catch
        {
            // Whoever asked does not get it, and knows of nothing to give back. One that can't be dropped now goes with the component: the error to be told is the first.
            await DropAsync(name).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            places.Leave();
            throw;
        }
    }

    /// <summary>Lets nobody rent like a component any more, and waits for what is being dropped.</summary>
    public async Task CloseAsync(string externalName)
    {
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

    // Other processes rent like the same component: a number would be theirs, too.
    private string Token()
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        random.Fill(token);
        return Convert.ToHexStringLower(token);
    }

    private Task MakeAsync(string name, ComponentContext context, CancellationToken cancellationToken) => admin.RunAsync($"Making the database '{name}'", async connection =>
    {
        await connection.CreateDatabaseAsync(name, new DatabaseComment(context.Marks) { ExternalName = context.ExternalName }, cancellationToken).ConfigureAwait(false);
        int connections = await limits.OfRentedAsync(() => connection.MaximumConnectionsAsync(cancellationToken)).ConfigureAwait(false);
        await connection.EnsureUserAsync(name, context.Credentials[DatabaseSpec.PasswordCredential].Reveal(), connections, cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    private async Task MakeAnewAsync(string name, ComponentContext context, CancellationToken cancellationToken)
    {
        await admin.RunAsync($"Dropping the database '{name}'", connection => connection.DropAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);
        await MakeAsync(name, context, cancellationToken).ConfigureAwait(false);
    }

    // Who destroys the component drops it first and then what was rented like it: of what comes later nobody would know.
    private async Task RequireComponentAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (await admin.RunAsync("Looking for the database", connection => connection.FindAsync(context.ExternalName, cancellationToken), cancellationToken).ConfigureAwait(false) is null)
        {
            throw new ProviderException($"the database '{context.ExternalName}' is not there any more");
        }
    }

    private ValueTask GiveBack(RentalPlaces places, string name, string connectionString, ILogger logger)
    {
        places.TakeAway(name, logger, async () =>
        {
            using (MySqlConnection pooled = new(connectionString))
            {
                await MySqlConnection.ClearPoolAsync(pooled).ConfigureAwait(false);
            }

            await DropAsync(name).ConfigureAwait(false);
        });
        return ValueTask.CompletedTask;
    }

    private Task DropAsync(string name) =>
        admin.RunAsync($"Dropping the database '{name}'", connection => connection.DropAsync(name, CancellationToken.None), CancellationToken.None);
}
