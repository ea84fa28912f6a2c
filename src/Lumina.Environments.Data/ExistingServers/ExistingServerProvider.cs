using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>Makes databases in a server that is there already and stays: each environment has a database and a role or user of its own, and all that is made for it bears its marks and goes with it.</summary>
internal sealed class ExistingServerProvider(ExistingServer server, TimeProvider time)
    : IDatabaseProvisioner, IStoppableProvider<DatabaseSpec>, IResettableProvider<DatabaseSpec>, IRentalProvider, IPrerequisiteProvider<DatabaseSpec>, IMarkingProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public string Name => server.Name;

    public string? WhyNot(DatabaseSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Type != server.Type ? $"it makes {server.Type} databases"
            : spec.Encrypted && !server.Options.IsEncrypted ? $"whether the server's storage is encrypted is yours to know; {nameof(DatabaseServerOptions)}.{nameof(DatabaseServerOptions.IsEncrypted)} says that it is"
            : spec.Schemas.Count > 0 && server.Type == DatabaseType.MySql ? "MariaDB has no schemas within a database"
            : null;
    }

    public ComponentPlacement Place(DatabaseSpec spec) => new()
    {
        Location = server.Location,
        ReachableFrom = server.ReachableFrom,
        OutlivesProcess = true,
        EstimatedDuration = TimeSpan.FromMilliseconds(200),
        NotApplicable = [.. PassedOverSettings.Of(spec).Select(each => each with { Reason = "the server is there already, and stays as it is" })],
    };

    public async ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using CancellationTokenSource patience = new(Patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            string? obstacle = await server.FindObstacleAsync(either.Token).ConfigureAwait(false);
            string version = await server.Databases.GetServerVersionAsync(either.Token).ConfigureAwait(false);
            return obstacle is not null ? [new SpecificationFault("provider", $"On the server '{Name}', {obstacle}.", "Give the connection string of an administrator who may, or another server.")]
                : spec.Version is { } wanted && version != wanted && !version.StartsWith($"{wanted}.", StringComparison.Ordinal) ? [new SpecificationFault("version", $"'{wanted}' is wanted, and the server '{Name}' has {version}.", "Leave it out, or name the provider of another server.")]
                : [];
        }
        catch (ProviderException exception)
        {
            return [Unreachable(exception.Message)];
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return [Unreachable($"It did not answer within {Patience.TotalSeconds:0} seconds.")];
        }
    }

    public async ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await At(context).CreateAsync(spec, context, cancellationToken).ConfigureAwait(false);
        return await server.OutputsAsync(context, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await At(context).ObserveAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await At(context).DropAsync(context, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => server.Databases.ListAsync(scope, server.Location, cancellationToken);

    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await At(context).RefuseConnectionsAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> StartAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await At(context).AllowConnectionsAsync(context, cancellationToken).ConfigureAwait(false);
        return await server.OutputsAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the database anew, empty. One that has data is left to whoever puts the data into it.</summary>
    public async ValueTask<ResetResult> ResetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Data is not null)
        {
            return DatabaseOutputs.LeftToItsData;
        }

        await At(context).ResetAsync(context, cancellationToken).ConfigureAwait(false);
        return new ResetResult(ResetWay.Remade, server.KeepsSessions);
    }

    public async ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await At(context).RentAsync(spec, context, cancellationToken).ConfigureAwait(false);

    public async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await At(context).UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);

    /// <summary>What is in the server, if the component was made there.</summary>
    private IServerDatabases At(ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Location.Cluster is not { } place || place == server.Location.Cluster
            ? server.Databases
            : throw new ProviderException($"{context.Component} was made in the server at {place}, and '{Name}' leads to {server.Location.Cluster} now; nothing was touched. Give '{Name}' the connection string with which it was made.");
    }

    private SpecificationFault Unreachable(string problem) => new("provider", $"The server '{Name}' can't be used: {problem}", "See that it runs and can be reached from here, and that its administrator's name and password are right.");
}
