using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Makes Redis databases on this machine: a server for each, with a password of its own.</summary>
/// <remarks>
/// A server listens on the loopback interface only and ends with the manager; a guardian ends it if this process is killed. Stopping it keeps its data;
/// if it is killed, what came after the last stop is lost. Whoever rents one gets a server of his own.
/// With <see cref="LocalLifetime.Environment"/> it outlives this process, and one that is killed loses nothing; what is rented ends with the process all the same.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class RedisProvider : IDatabaseProvisioner, IStoppableProvider<DatabaseSpec>, IResettableProvider<DatabaseSpec>, IRentalProvider, IPrerequisiteProvider<DatabaseSpec>, IExitProvider, ILogProvider, IMarkingProvider, IProcessBoundProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "local-redis";

    private readonly LocalHost _host;
    private readonly RedisInstances _instances;
    private readonly KeptRedis _kept;

    internal RedisProvider(LocalHost host, RedisInstances instances) => (_host, _instances, _kept) = (host, instances, new KeptRedis(host, instances));

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    bool IProcessBoundProvider.IsProcessBound(ComponentLocation location) => !LocalDatabases.IsKept(location);

    /// <inheritdoc />
    public string? WhyNot(DatabaseSpec spec) => FindObstacles(spec).ToReason();

    /// <inheritdoc />
    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec) => LocalDatabases.FindObstacles(spec, Name, DatabaseType.Redis, _host.Options, FindOwnObstacles(spec));

    /// <inheritdoc />
    public ComponentPlacement Place(DatabaseSpec spec) => LocalDatabases.Place(spec, TimeSpan.FromMilliseconds(30), _host.Options);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken) =>
        [.. new[] { await _instances.Programs.CheckAsync(spec, cancellationToken).ConfigureAwait(false), _kept.Components.Check() }.OfType<SpecificationFault>()];

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Takes(context))
        {
            return await _kept.ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false);
        }

        string password = DatabaseOutputs.Password(context);
        RedisInstance instance = await _instances.GetAsync(spec, context, cancellationToken).ConfigureAwait(false);
        await instance.StartAsync(password, cancellationToken).ConfigureAwait(false);
        return DatabaseOutputs.Redis(LocalDatabases.At(instance.Port), password, await _instances.Programs.VersionAsync(instance.Program, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(_kept.Components.Has(context) ? _kept.Components.Observe(context) : _instances.Own.Observe(context));
    }

    /// <inheritdoc />
    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            await _kept.Components.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
        }

        await _host.TakeAwayRemainsAsync(context, cancellationToken).ConfigureAwait(false);
        await _instances.Own.DestroyAsync(context).ConfigureAwait(false);
        await _instances.Rented.CloseAsync(context.ExternalName).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) =>
        _instances.Own.ListAsync(scope).Concat(_kept.Components.List(scope).ToAsyncEnumerable());

    /// <inheritdoc />
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            await _kept.Components.StopAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else if (_instances.Own.Find(context) is { } instance)
        {
            await instance.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public ValueTask<ComponentOutputs> StartAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            _kept.Components.Require(context);
        }
        else
        {
            _instances.Own.Require(context);
        }

        return ProvisionAsync(spec, context, cancellationToken);
    }

    /// <summary>Empties it. One that has data is left to whoever puts the data into it.</summary>
    public async ValueTask<ResetResult> ResetAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        RedisInstance? instance = _kept.Components.Has(context) ? null : _instances.Own.Require(context);
        if (spec.Data is null)
        {
            await (instance is null ? _kept.ResetAsync(context, cancellationToken) : instance.FlushAsync(cancellationToken)).ConfigureAwait(false);
        }

        return spec.Data is null ? new ResetResult(ResetWay.Remade, KeptSessions: true) : DatabaseOutputs.LeftToItsData;
    }

    /// <inheritdoc />
    public async ValueTask<RentedDatabase> RentAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        return await _instances.Rented.RentAsync(spec, context, _ => _instances.Make(RequireProgram(), context), RequireAsync, cancellationToken).ConfigureAwait(false);

        Task RequireAsync() => Task.FromResult(RequireProgram());

        string RequireProgram() => _kept.Components.Has(context) ? _kept.Components.Require(context).State.Program! : _instances.Own.Require(context).Program;
    }

    /// <inheritdoc />
    public async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            await _kept.Components.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _instances.Own.UpdateMarks(context);
        }
    }

    /// <inheritdoc />
    public Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _kept.Components.Has(context) ? _kept.Components.WaitForExitAsync(context, cancellationToken) : _instances.Own.Require(context).WaitForExitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _kept.Components.Has(context)
            ? _kept.Components.ReadLogsAsync(context, tail, follow, cancellationToken)
            : _instances.Own.Require(context).Output is { } output ? OutputLines.ReadAsync(output, tail, follow, cancellationToken) : AsyncEnumerable.Empty<string>();
    }

    private static IEnumerable<SpecificationFault> FindOwnObstacles(DatabaseSpec spec)
    {
        if (spec.Schemas.Count > 0)
        {
            yield return new SpecificationFault("schemas", "Redis has no schemas.", $"Leave them out of '{spec.Name}'.");
        }
    }
}
