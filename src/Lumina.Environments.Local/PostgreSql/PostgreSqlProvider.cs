using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Makes databases in PostgreSQL servers of this machine. Environments of one process share a server; each has a database, a role and a password of its own.</summary>
/// <remarks>
/// <para>A server is started when the first database needs it and ends with the manager; a guardian ends it if this process is killed. It listens on the
/// loopback interface only, has no durability, and keeps its data in memory while there is room. Version 13 is the oldest that will do.</para>
/// <para>Stopping a database closes its sessions and refuses new ones; the server serves the others meanwhile.</para>
/// <para>With <see cref="LocalLifetime.Environment"/> each database has a server of its own on disk, which outlives this process. Stopping it stops the server.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class PostgreSqlProvider : IDatabaseProvisioner, IStoppableProvider<DatabaseSpec>, IResettableProvider<DatabaseSpec>, IRentalProvider, IPrerequisiteProvider<DatabaseSpec>, IExitProvider, ILogProvider, IMarkingProvider, IProcessBoundProvider, IReadyProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "local-postgresql";

    private readonly LocalHost _host;
    private readonly PostgreSqlServers _servers;
    private readonly KeptPostgreSql _kept;

    internal PostgreSqlProvider(LocalHost host, PostgreSqlServers servers) => (_host, _servers, _kept) = (host, servers, new KeptPostgreSql(host, servers));

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    bool IProcessBoundProvider.IsProcessBound(ComponentLocation location) => !LocalDatabases.IsKept(location);

    /// <inheritdoc />
    public string? WhyNot(DatabaseSpec spec) => FindObstacles(spec).ToReason();

    /// <inheritdoc />
    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec) => LocalDatabases.FindObstacles(spec, Name, DatabaseType.PostgreSql, _host.Options, []);

    /// <inheritdoc />
    public ComponentPlacement Place(DatabaseSpec spec) => LocalDatabases.Place(spec, TimeSpan.FromMilliseconds(100), _host.Options);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken) =>
        [.. new[] { await _servers.Programs.CheckAsync(spec, cancellationToken).ConfigureAwait(false), _kept.Components.Check() }.OfType<SpecificationFault>()];

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Takes(context))
        {
            return await _kept.ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false);
        }

        // What an earlier attempt has made may lie in another server than the one that is due now.
        PostgreSqlServer server = await _servers.GetAsync(spec, context.BaseDirectory, cancellationToken).ConfigureAwait(false);
        if (await _servers.AllAsync(cancellationToken).ConfigureAwait(false) is { Count: > 1 })
        {
            server = await FindAsync(context, cancellationToken).ConfigureAwait(false) ?? server;
        }

        await server.Databases.CreateAsync(spec, context, cancellationToken).ConfigureAwait(false);
        return await OutputsAsync(server, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether it lies in a server of this process, which has obeyed its administrator a moment ago.</summary>
    public bool IsReady(ComponentContext context) => !_kept.Components.Has(context);

    /// <inheritdoc />
    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        LocalDatabases.RequireThisMachine(context);
        if (_kept.Components.Has(context))
        {
            return _kept.Components.Observe(context);
        }

        return await FindAsync(context, cancellationToken).ConfigureAwait(false) is { } server
            ? await server.Databases.ObserveAsync(context, cancellationToken).ConfigureAwait(false)
            : ComponentPresence.Absent;
    }

    /// <inheritdoc />
    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        LocalDatabases.RequireThisMachine(context);
        if (_kept.Components.Has(context))
        {
            await _kept.Components.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
        }

        await _host.TakeAwayRemainsAsync(context, cancellationToken).ConfigureAwait(false);
        foreach (PostgreSqlServer server in await _servers.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            await server.Databases.DropAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (PostgreSqlServer server in await _servers.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            await foreach (FoundComponent found in server.Databases.ListAsync(scope, LocalDatabases.Here, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }

        foreach (FoundComponent kept in _kept.Components.List(scope))
        {
            yield return kept;
        }
    }

    /// <inheritdoc />
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            await _kept.Components.StopAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else if (await FindAsync(context, cancellationToken).ConfigureAwait(false) is { } server)
        {
            await server.Databases.RefuseConnectionsAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> StartAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            _kept.Components.Require(context);
            return await _kept.ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false);
        }

        PostgreSqlServer server = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        await server.Databases.AllowConnectionsAsync(context, cancellationToken).ConfigureAwait(false);
        return await OutputsAsync(server, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the database anew, empty; its sessions are closed. One that has data is left to whoever puts the data into it.</summary>
    public async ValueTask<ResetResult> ResetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        if (spec.Data is not null)
        {
            if (!_kept.Components.Has(context))
            {
                // One that has ended is started again: its data is reset next.
                await _servers.AllAsync(cancellationToken).ConfigureAwait(false);
            }

            return DatabaseOutputs.LeftToItsData;
        }

        await (_kept.Components.Has(context)
            ? _kept.ResetAsync(context, cancellationToken)
            : (await RequireAsync(context, cancellationToken).ConfigureAwait(false)).Databases.ResetAsync(context, cancellationToken)).ConfigureAwait(false);
        return new ResetResult(ResetWay.Remade, KeptSessions: false);
    }

    /// <inheritdoc />
    public async ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            return await _kept.Databases(context).RentAsync(spec, context, cancellationToken).ConfigureAwait(false);
        }

        PostgreSqlServer server = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        return await server.Databases.RentAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            await _kept.Components.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else if (await FindAsync(context, cancellationToken).ConfigureAwait(false) is { } server)
        {
            await server.Databases.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            return await _kept.Components.WaitForExitAsync(context, cancellationToken).ConfigureAwait(false);
        }

        PostgreSqlServer server = await RequireAsync(context, cancellationToken).ConfigureAwait(false);
        return await server.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the lines of the server's log that are about the database, or about the server as a whole.</summary>
    public async IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        IAsyncEnumerable<string> lines = _kept.Components.Has(context)
            ? _kept.Components.ReadLogsAsync(context, tail, follow, cancellationToken)
            : (await RequireAsync(context, cancellationToken).ConfigureAwait(false)).ReadLogsAsync(context.ExternalName, tail, follow, cancellationToken);
        await foreach (string line in lines.ConfigureAwait(false))
        {
            yield return line;
        }
    }

    private async Task<PostgreSqlServer> RequireAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await FindAsync(context, cancellationToken).ConfigureAwait(false)
        ?? throw new ProviderException($"The database '{context.ExternalName}' is in none of this process's PostgreSQL servers: servers end with the process that started them. {LocalDatabases.WhatEnded}");

    private async Task<PostgreSqlServer?> FindAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        foreach (PostgreSqlServer server in await _servers.AllAsync(cancellationToken).ConfigureAwait(false))
        {
            if ((await server.Databases.ObserveAsync(context, cancellationToken).ConfigureAwait(false)).Exists)
            {
                return server;
            }
        }

        return null;
    }

    private static async Task<ComponentOutputs> OutputsAsync(PostgreSqlServer server, ComponentContext context, CancellationToken cancellationToken) =>
        DatabaseOutputs.PostgreSql(context, LocalDatabases.At(server.Port), await server.Databases.GetServerVersionAsync(cancellationToken).ConfigureAwait(false), server.AdminConnectionString);
}
