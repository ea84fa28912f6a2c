using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Makes MySQL databases in MariaDB servers of this machine. Environments of one process share a server; each has a database, a user and a password of its own.</summary>
/// <remarks>
/// <para>A server is started when the first database needs it and ends with the manager; a guardian ends it if this process is killed. It listens on the
/// loopback interface only, has no durability, and keeps its data in memory while there is room. Version 10.5 is the oldest that will do.</para>
/// <para>Stopping a database closes its user's sessions and refuses new ones; the server serves the others meanwhile. A reset makes the database anew in its place; sessions stay open.</para>
/// <para>It knows <see cref="LocalLifetime.Process"/> only, and declines with the other.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class MariaDbProvider : IDatabaseProvisioner, IStoppableProvider<DatabaseSpec>, IResettableProvider<DatabaseSpec>, IRentalProvider, IPrerequisiteProvider<DatabaseSpec>, IExitProvider, ILogProvider, IMarkingProvider, IProcessBoundProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "local-mariadb";

    private readonly LocalHost _host;
    private readonly MariaDbServers _servers;

    internal MariaDbProvider(LocalHost host, MariaDbServers servers) => (_host, _servers) = (host, servers);

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    bool IProcessBoundProvider.IsProcessBound(ComponentLocation location) => !LocalDatabases.IsKept(location);

    /// <inheritdoc />
    public string? WhyNot(DatabaseSpec spec) => FindObstacles(spec).ToReason();

    /// <inheritdoc />
    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec) => LocalDatabases.FindObstacles(spec, Name, DatabaseType.MySql, _host.Options, FindOwnObstacles(spec));

    /// <inheritdoc />
    public ComponentPlacement Place(DatabaseSpec spec) => LocalDatabases.Place(spec, TimeSpan.FromMilliseconds(500), _host.Options);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken) =>
        await _servers.Programs.CheckAsync(spec, cancellationToken).ConfigureAwait(false) is { } fault ? [fault] : [];

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        // What an earlier attempt has made may lie in another server than the one that is due now.
        MariaDbServer server = await FindAsync(context, cancellationToken).ConfigureAwait(false)
            ?? await _servers.GetAsync(spec, cancellationToken).ConfigureAwait(false);
        await server.Databases.CreateAsync(context, cancellationToken).ConfigureAwait(false);
        return await OutputsAsync(server, spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        LocalDatabases.RequireThisMachine(context);
        return await FindAsync(context, cancellationToken).ConfigureAwait(false) is { } server
            ? await server.Databases.ObserveAsync(context, cancellationToken).ConfigureAwait(false)
            : ComponentPresence.Absent;
    }

    /// <inheritdoc />
    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        LocalDatabases.RequireThisMachine(context);
        await _host.TakeAwayRemainsAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (MariaDbServer server in await _servers.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            await server.Databases.DropAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (MariaDbServer server in await _servers.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            await foreach (FoundComponent found in server.Databases.ListAsync(scope, LocalDatabases.Here, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, cancellationToken).ConfigureAwait(false) is { } server)
        {
            await server.Databases.RefuseConnectionsAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> StartAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        MariaDbServer server = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        await server.Databases.AllowConnectionsAsync(context, cancellationToken).ConfigureAwait(false);
        return await OutputsAsync(server, spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the database anew in its place, empty; its sessions stay open. One that has data is left to whoever puts the data into it.</summary>
    public async ValueTask<ResetResult> ResetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        MariaDbServer server = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        if (spec.Data is null)
        {
            await server.Databases.ResetAsync(context, cancellationToken).ConfigureAwait(false);
        }

        return spec.Data is null ? new ResetResult(ResetWay.Remade, KeptSessions: true) : DatabaseOutputs.LeftToItsData;
    }

    /// <inheritdoc />
    public async ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        MariaDbServer server = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        return await server.Databases.RentAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, cancellationToken).ConfigureAwait(false) is { } server)
        {
            await server.Databases.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await (await RequireAsync(context, cancellationToken).ConfigureAwait(false)).WaitForExitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Reads the lines of the server's log, which are about all of its databases.</summary>
    public async IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MariaDbServer server = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        await foreach (string line in server.ReadLogsAsync(tail, follow, cancellationToken).ConfigureAwait(false))
        {
            yield return line;
        }
    }

    private async Task<MariaDbServer> RequireAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await FindAsync(context, cancellationToken).ConfigureAwait(false)
        ?? throw new ProviderException($"The database '{context.ExternalName}' is in none of this process's MariaDB servers: servers end with the process that started them. {LocalDatabases.WhatEnded}");

    private async Task<MariaDbServer?> FindAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (MariaDbServer server in await _servers.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            if ((await server.Databases.ObserveAsync(context, cancellationToken).ConfigureAwait(false)).Exists)
            {
                return server;
            }
        }

        return null;
    }

    private async Task<ComponentOutputs> OutputsAsync(MariaDbServer server, DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string program = await _servers.Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
        return DatabaseOutputs.MySql(context, LocalDatabases.At(server.Port), await _servers.Programs.VersionAsync(program, cancellationToken).ConfigureAwait(false), server.AdminConnectionString);
    }

    private IEnumerable<SpecificationFault> FindOwnObstacles(DatabaseSpec spec)
    {
        if (spec.Schemas.Count > 0)
        {
            yield return new SpecificationFault("schemas", "MariaDB has no schemas within a database.", $"Leave them out of '{spec.Name}'.");
        }

        if (_host.Options.Lifetime != LocalLifetime.Process)
        {
            yield return new SpecificationFault("", $"Local MariaDB databases end with this process, and {nameof(LocalOptions)}.{nameof(LocalOptions.Lifetime)} is {_host.Options.Lifetime}.", $"{nameof(LocalLifetime)}.{LocalLifetime.Process} allows them.");
        }
    }
}
