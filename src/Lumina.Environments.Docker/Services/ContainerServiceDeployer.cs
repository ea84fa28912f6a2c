using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Runs services as containers.</summary>
public sealed class ContainerServiceDeployer : IServiceDeployer, IStoppableProvider<ServiceSpec>, IExitProvider, ILogProvider, IMarkingProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "docker-service";

    private readonly DockerEngine _engine;
    private readonly ContainerComponents _components;
    private readonly ServiceRecipes _recipes;

    internal ContainerServiceDeployer(DockerEngine engine, ContainerComponents components, ServiceRecipes recipes) => (_engine, _components, _recipes) = (engine, components, recipes);

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    public string? WhyNot(ServiceSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Sources.Any(source => source is ImageSource) ? null : "it runs images, and the service has none among its sources (ServiceSource.Image)";
    }

    /// <inheritdoc />
    public ComponentPlacement Place(ServiceSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new ComponentPlacement
        {
            Location = _engine.Location,
            ConsumesFrom = Vantage.Network,
            OutlivesProcess = _engine.Options.Lifetime == DockerLifetime.Environment,
            EstimatedDuration = TimeSpan.FromSeconds(1),
        };
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        List<FoundContainer> started = [];
        foreach (ContainerRecipe recipe in await _recipes.MakeAsync(spec, context, cancellationToken).ConfigureAwait(false))
        {
            started.Add(await _components.RunAsync(recipe, context, cancellationToken).ConfigureAwait(false));
        }

        return ServiceAddresses.Of(spec, started[0], _engine.HostAddress);
    }

    /// <inheritdoc />
    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask<ComponentPresence>(_components.ObserveAsync(context, cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask(_components.DestroyAsync(context, cancellationToken));
    }

    /// <inheritdoc />
    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => _components.ListAsync(ProviderName, scope, cancellationToken);

    /// <inheritdoc />
    public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask(_components.StopAsync(context, cancellationToken));
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> StartAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        await _components.RequireAsync(context, cancellationToken).ConfigureAwait(false);
        return await ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask(_components.UpdateMarksAsync(context, ProviderName, cancellationToken));
    }

    /// <inheritdoc />
    public Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _components.WaitForExitAsync(context, cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _components.ReadLogsAsync(context, tail, follow, cancellationToken);
    }
}
