using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>What is the same for all providers of databases in containers.</summary>
public abstract class ContainerDatabaseProvider : IDatabaseProvisioner, IStoppableProvider<DatabaseSpec>, IPausableProvider, IPlatformProvider, IPrerequisiteProvider<DatabaseSpec>, IExitProvider, ILogProvider, IMarkingProvider
{
    private protected ContainerDatabaseProvider(DatabaseHost host) => (Host, Containers) = (host, new DatabaseContainers(host));

    /// <inheritdoc />
    public abstract string Name { get; }

    /// <inheritdoc />
    public string Platform => DockerEngine.Platform;

    /// <inheritdoc />
    public async ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken) => await Host.Engine.CheckAsync(cancellationToken).ConfigureAwait(false);

    private protected DatabaseHost Host { get; }

    private protected DatabaseContainers Containers { get; }

    /// <summary>The types of its databases.</summary>
    private protected abstract IEnumerable<DatabaseType> Types { get; }

    /// <summary>What else speaks against a database of its types.</summary>
    private protected virtual IEnumerable<SpecificationFault> FindOwnObstacles(DatabaseSpec spec) => [];

    /// <summary>Whether its databases have schemas.</summary>
    private protected virtual bool HasSchemas => false;

    /// <inheritdoc />
    public string? WhyNot(DatabaseSpec spec) => FindObstacles(spec).ToReason();

    /// <inheritdoc />
    public IEnumerable<SpecificationFault> FindObstacles(DatabaseSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Types.Contains(spec.Type)
            ? FindObstaclesOfType(spec)
            : [new SpecificationFault("type", $"'{Name}' makes {string.Join(", ", Types)} databases.", "Take one of those, or another provider.")];
    }

    /// <inheritdoc />
    public ComponentPlacement Place(DatabaseSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<NotApplicableSetting> passedOver = [.. PassedOverSettings.Of(spec)];
        if (Host.Images.PassedOver(spec) is { } version)
        {
            passedOver.Add(version);
        }

        if (spec.Encrypted)
        {
            passedOver.Add(new NotApplicableSetting("encrypted", $"storage is not encrypted, as {nameof(DockerOptions)}.{nameof(DockerOptions.AllowUnencrypted)} allows; the data goes with its container"));
        }

        return new ComponentPlacement
        {
            Location = Host.Engine.Location,
            EstimatedDuration = TimeSpan.FromSeconds(2),
            NotApplicable = passedOver,
            OutlivesProcess = Host.Engine.Options.Lifetime == DockerLifetime.Environment,
        };
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return ValueTask.FromResult<IReadOnlyList<SpecificationFault>>(Host.Images.Check(spec) is { } fault ? [fault] : []);
    }

    /// <inheritdoc />
    public abstract ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken);

    /// <inheritdoc />
    public virtual async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await Host.Components.ObserveAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public virtual async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await Host.Components.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public virtual IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Host.Listing.ListAsync(Name, scope, cancellationToken);
    }

    /// <inheritdoc />
    public virtual async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await Host.Components.StopAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public virtual async ValueTask<ComponentOutputs> StartAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await Host.Lookup.RequireAsync(context, cancellationToken).ConfigureAwait(false);
        return await ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public virtual string? WhyNotPause(ComponentContext context) => null;

    /// <inheritdoc />
    public ValueTask PauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask(Host.Components.PauseAsync(context, cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask UnpauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask(Host.Components.UnpauseAsync(context, cancellationToken));
    }

    /// <inheritdoc />
    public virtual async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if ((await Host.Lookup.FindAsync(context, cancellationToken).ConfigureAwait(false)) is [var found, ..])
        {
            found.RequireOwn(context);
            await Host.Components.UpdateMarksAsync(context, Name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public virtual Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Host.Exits.WaitForExitAsync(context, cancellationToken);
    }

    /// <inheritdoc />
    public virtual IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Host.Reader.ReadLogsAsync(context, tail, follow, cancellationToken);
    }

    private IEnumerable<SpecificationFault> FindObstaclesOfType(DatabaseSpec spec)
    {
        if (spec.Schemas.Count > 0 && !HasSchemas)
        {
            yield return new("schemas", $"{spec.Type} databases in containers have no schemas that are made beforehand.", $"Leave them out of '{spec.Name}'.");
        }

        if (spec.Encrypted && !Host.Engine.Options.AllowUnencrypted)
        {
            yield return new("encrypted", "Containers do not encrypt their storage.", $"{nameof(DockerOptions)}.{nameof(DockerOptions.AllowUnencrypted)} allows a database without.");
        }

        foreach (SpecificationFault obstacle in FindOwnObstacles(spec))
        {
            yield return obstacle;
        }
    }
}
