using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>What is the same for the databases of servers that take many: they are in a server that the environments of this process share, or each has one of its own.</summary>
public abstract class ServerDatabaseProvider : ContainerDatabaseProvider, IResettableProvider<DatabaseSpec>, IRentalProvider
{
    private readonly DatabaseServerKind _kind;
    private readonly SharedDatabases _shared;

    private protected ServerDatabaseProvider(DatabaseHost host, DatabaseServerKind kind, SharedDatabases shared)
        : base(host) => (_kind, _shared) = (kind, shared);

    /// <inheritdoc />
    public override string Name => _kind.ProviderName;

    private protected override IEnumerable<DatabaseType> Types => [_kind.Type];

    // From another machine nobody can tell whether this process lives: what bears an expiry of its own goes by that.
    private bool Shares => Host.Engine.Options is { ShareServers: true, Lifetime: DockerLifetime.Process } && !Host.Engine.IsRemote;

    /// <inheritdoc />
    public override async ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);

        // One that was made by other options stays what it is.
        bool isShared = _shared.Find(context) is not null
            || (Shares && await Host.Lookup.FindAsync(context, cancellationToken).ConfigureAwait(false) is []);
        return isShared
            ? await _shared.ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false)
            : await ProvisionOwnAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        Host.Engine.RequireHere(context);
        return _shared.Find(context) is { } server
            ? await server.ObserveAsync(context, cancellationToken).ConfigureAwait(false)
            : await base.ObserveAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        Host.Engine.RequireHere(context);
        if (_shared.Find(context) is { } server)
        {
            await _shared.DropAsync(server, context, cancellationToken).ConfigureAwait(false);
            return;
        }

        await ForgetAsync(context, cancellationToken).ConfigureAwait(false);
        await base.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);

        // A shared server that does not come up keeps nothing else from being found.
        return base.ListAsync(scope, cancellationToken).Concat(_shared.ListAsync(scope, cancellationToken));
    }

    /// <inheritdoc />
    public override async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_shared.Find(context) is { } server)
        {
            await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
            await server.Databases.RefuseConnectionsAsync(context, cancellationToken).ConfigureAwait(false);
            return;
        }

        await ForgetAsync(context, cancellationToken).ConfigureAwait(false);
        await base.StopAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async ValueTask<ComponentOutputs> StartAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        _shared.RequireNotLost(context);
        return _shared.Find(context) is { } server
            ? await _shared.StartAsync(server, context, cancellationToken).ConfigureAwait(false)
            : await base.StartAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override string? WhyNotPause(ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _shared.Find(context) is null ? null : $"its server has the databases of other environments, too; {nameof(DockerOptions)}.{nameof(DockerOptions.ShareServers)} = false gives it one of its own";
    }

    /// <summary>Makes the database anew, empty. One that has data is left to whoever puts the data into it.</summary>
    public async ValueTask<ResetResult> ResetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);

        // Also where it is left to its data: whoever resets that would wait for a server that somebody has halted.
        IServerDatabases databases = await DatabasesAsync(context, cancellationToken).ConfigureAwait(false);
        if (spec.Data is not null)
        {
            return DatabaseOutputs.LeftToItsData;
        }

        await databases.ResetAsync(context, cancellationToken).ConfigureAwait(false);
        return new ResetResult(ResetWay.Remade, _kind.KeepsSessions);
    }

    /// <inheritdoc />
    public async ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        return await (await DatabasesAsync(context, cancellationToken).ConfigureAwait(false)).RentAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_shared.Find(context) is { } server)
        {
            await server.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
            return;
        }

        await base.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        if (await Host.Lookup.FindAsync(context, cancellationToken).ConfigureAwait(false) is [{ IsRunning: true }, ..])
        {
            await (await DatabasesAsync(context, cancellationToken).ConfigureAwait(false)).UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public override Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _shared.Find(context) is { } server ? server.WaitForExitAsync(cancellationToken) : base.WaitForExitAsync(context, cancellationToken);
    }

    /// <inheritdoc />
    public override IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _shared.Find(context) is { } server
            ? _shared.ReadLogsAsync(server, context, tail, follow, cancellationToken)
            : base.ReadLogsAsync(context, tail, follow, cancellationToken);
    }

    private async Task<ComponentOutputs> ProvisionOwnAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string password = AdministratorPassword(context);
        ContainerRecipe recipe = _kind.Complete(Containers.Recipe(context, Name, Host.Images.Choose(spec, _kind.Image)), password, Host.Engine.Options);
        int port = await Containers.RunAsync(recipe, _kind.Port, context, (_, hostPort, token) => _kind.ProbeAsync(Admin(hostPort, password), token), cancellationToken).ConfigureAwait(false);
        string admin = Admin(port, password);
        Host.Databases.Watch(admin, async token => await Host.Containers.FindAsync(context.ExternalName, token).ConfigureAwait(false) is { IsRunning: true });
        try
        {
            IServerDatabases databases = _kind.Databases(Host.Databases, admin);
            await databases.CreateAsync(spec, context, cancellationToken).ConfigureAwait(false);
            return _kind.Outputs(context, Host.Addresses(port, context.Component.Name, _kind.Port), await databases.GetServerVersionAsync(cancellationToken).ConfigureAwait(false), admin);
        }
        catch
        {
            // Nobody would know by what: outputs are what comes of a step that succeeds.
            await Host.Databases.ForgetAsync(admin).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What is inside the component's server.</summary>
    private async Task<IServerDatabases> DatabasesAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (_shared.Find(context) is { } server)
        {
            await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
            return server.Databases;
        }

        int port = await Containers.HostPortAsync(context, _kind.Port, cancellationToken).ConfigureAwait(false);
        return _kind.Databases(Host.Databases, Admin(port, AdministratorPassword(context)));
    }

    private static string AdministratorPassword(ComponentContext context) => DatabaseOutputs.AdministratorPassword(DatabaseOutputs.Password(context), context.ExternalName);

    private string Admin(int port, string password) => _kind.AdminConnectionString(Host.Engine.HostAddress, port, password);

    /// <summary>Ends what is under way in a server that is about to end. One that somebody has paused goes on for that: what is under way in it would not end.</summary>
    private async Task ForgetAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (context.Outputs.Find(OutputNames.AdminConnectionString) is not { } admin)
        {
            return;
        }

        if (await Host.Lookup.FindAsync(context, cancellationToken).ConfigureAwait(false) is [{ IsPaused: true } paused, ..])
        {
            await Host.Containers.UnpauseAsync(paused.RequireOwn(context).Name, cancellationToken).ConfigureAwait(false);
        }

        await Host.Databases.ForgetAsync(admin.Reveal()).ConfigureAwait(false);
    }
}
