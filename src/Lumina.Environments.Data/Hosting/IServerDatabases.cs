using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>What providers that bring a server do with the databases in it, whichever engine it is.</summary>
internal interface IServerDatabases
{
    Task CreateAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken);

    Task<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken);

    Task DropAsync(ComponentContext context, CancellationToken cancellationToken);

    Task RefuseConnectionsAsync(ComponentContext context, CancellationToken cancellationToken);

    Task AllowConnectionsAsync(ComponentContext context, CancellationToken cancellationToken);

    Task ResetAsync(ComponentContext context, CancellationToken cancellationToken);

    Task UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken);

    IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, ComponentLocation location, CancellationToken cancellationToken);

    Task<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken);

    Task<string> GetServerVersionAsync(CancellationToken cancellationToken);
}
