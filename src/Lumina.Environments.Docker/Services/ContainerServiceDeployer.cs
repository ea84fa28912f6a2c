using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Runs services as containers: of images, of Dockerfiles and .NET projects, whose images are built first; and with them any other thing that comes as an image, such as a broker or a fake of a cloud's service.</summary>
/// <remarks>
/// <para>Settings are environment variables, and so are, by the names that .NET knows, the addresses of the components that the service depends on
/// (<c>ConnectionStrings__orders</c>, <c>services__api__http__0</c>), as containers reach them. A secret setting is a variable too: whoever may use the engine can read it there.
/// Ports are told as <c>ASPNETCORE_URLS</c>, <c>PORT</c> (of the first endpoint) and <c>PORT_HTTP</c> (of the endpoint <c>http</c>); an endpoint without a port gets one from 8080.</para>
/// <para>Several replicas are several containers that share the service's name in the network, each with published ports of its own; from this machine an endpoint's output is that of the first.
/// A container that ends while the service is to run ends the service.</para>
/// <para>One that runs once (<see cref="ServiceRun.Once"/>) is ready when its container has ended with exit code 0, and any other end is its failure. By the clock nothing is run.</para>
/// <para>Images that are built are named by their content, so that the same is built once, and stay when the environment goes. They bear the label <c>lumina-role=image</c>, by which they are removed:
/// <c>docker image prune --all --filter label=lumina-role=image</c>.</para>
/// </remarks>
public sealed class ContainerServiceDeployer : IServiceDeployer, IStoppableProvider<ServiceSpec>, IScalableProvider<ServiceSpec>, IPausableProvider, IPlatformProvider, IPrerequisiteProvider<ServiceSpec>, IExitProvider, ILogProvider, ILogLineProvider, IFileProvider, IMarkingProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "docker-service";

    private readonly DockerEngine _engine;
    private readonly ContainerComponents _components;
    private readonly ContainerLookup _lookup;
    private readonly ContainerListing _listing;
    private readonly ContainerExits _exits;
    private readonly ContainerReader _reader;
    private readonly ServiceRecipes _recipes;

    internal ContainerServiceDeployer(DockerEngine engine, ContainerComponents components, ContainerLookup lookup, ContainerListing listing, ContainerExits exits, ContainerReader reader, ServiceRecipes recipes) =>
        (_engine, _components, _lookup, _listing, _exits, _reader, _recipes) = (engine, components, lookup, listing, exits, reader, recipes);

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    public string Platform => DockerEngine.Platform;

    /// <inheritdoc />
    public async ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken) => await _engine.CheckAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public string? WhyNot(ServiceSpec spec) => FindObstacles(spec).ToReason();

    /// <inheritdoc />
    public IEnumerable<SpecificationFault> FindObstacles(ServiceSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<SpecificationFault> obstacles = [];
        if (ServiceImages.Choose(spec) is null)
        {
            obstacles.Add(new SpecificationFault(
                "sources",
                $"Docker runs images, Dockerfiles and projects, and '{spec.Name}' has none of them among its sources.",
                "Add one (ServiceSource.Image, ServiceSource.Dockerfile, ServiceSource.Project)."));
        }

        if (spec.Run.Schedule is not null)
        {
            obstacles.Add(new SpecificationFault("run", "Docker runs nothing by the clock.", "Let it run once, or always and see to its times itself."));
        }

        for (int i = 0; i < spec.Endpoints.Count; i++)
        {
            if (spec.Endpoints[i].Secured && !_engine.Options.AllowUnencrypted)
            {
                obstacles.Add(new SpecificationFault(
                    $"endpoints[{i}].secured",
                    $"Endpoint '{spec.Endpoints[i].Name}' is to be secured, and nothing is here.",
                    $"{nameof(DockerOptions)}.{nameof(DockerOptions.AllowUnencrypted)} allows it without."));
            }
        }

        return [.. obstacles, .. ServiceMounts.FindCovered(spec.Container ?? new ContainerSettings())];
    }

    /// <inheritdoc />
    public ComponentPlacement Place(ServiceSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<NotApplicableSetting> passedOver = [];
        for (int i = 0; i < spec.Endpoints.Count; i++)
        {
            if (spec.Endpoints[i].Secured)
            {
                passedOver.Add(new NotApplicableSetting($"endpoints[{i}].secured", $"nothing is secured here, as {nameof(DockerOptions)}.{nameof(DockerOptions.AllowUnencrypted)} allows"));
            }
        }

        if (spec.Replicas > 1 && spec.Endpoints.Count > 0)
        {
            passedOver.Add(new NotApplicableSetting("replicas", $"{spec.Replicas} containers run and share their name in the network; from this machine an endpoint's address is that of the first"));
        }

        return new ComponentPlacement
        {
            Location = _engine.Location,
            HasPlatformCheck = true,
            ConsumesFrom = Vantage.Network,
            NotApplicable = passedOver,
            OutlivesProcess = _engine.Options.Lifetime == DockerLifetime.Environment,
            EstimatedDuration = ServiceImages.Choose(spec) is ImageSource ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(10),
        };
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(ServiceSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<SpecificationFault> faults = [];
        if (ServiceImages.Check(spec, baseDirectory) is { } problem)
        {
            faults.Add(new SpecificationFault("sources", problem, "Correct the path, or set EnvironmentManagerOptions.BaseDirectory to the folder from which it holds."));
        }

        faults.AddRange(ServiceMounts.Check(spec.Container ?? new ContainerSettings(), baseDirectory));
        return faults;
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        List<FoundContainer> started = [];
        IReadOnlyList<ContainerRecipe> recipes = await _recipes.MakeAsync(spec, context, cancellationToken).ConfigureAwait(false);
        if (spec.Run.IsOnce)
        {
            await _components.RunOnceAsync(recipes[0], context, cancellationToken).ConfigureAwait(false);
            return ComponentOutputs.Empty;
        }

        foreach (ContainerRecipe recipe in recipes)
        {
            started.Add(await _components.RunAsync(recipe, context, cancellationToken).ConfigureAwait(false));
        }

        if (spec.HealthCheck is null && started[0].Health is null)
        {
            await _exits.SettleAsync(context, _engine.Options.SettleTime, cancellationToken).ConfigureAwait(false);
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
    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => _listing.ListAsync(ProviderName, scope, cancellationToken);

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
        await _lookup.RequireAsync(context, cancellationToken).ConfigureAwait(false);
        return await ProvisionAsync(spec, context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public string? WhyNotScale(ServiceSpec spec, ComponentContext context) => null;

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ScaleAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ComponentOutputs outputs = await StartAsync(spec, context, cancellationToken).ConfigureAwait(false);
        await _components.RemoveBeyondAsync(spec.Replicas, context, cancellationToken).ConfigureAwait(false);
        return outputs;
    }

    /// <inheritdoc />
    public string? WhyNotPause(ComponentContext context) => null;

    /// <inheritdoc />
    public ValueTask PauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask(_components.PauseAsync(context, cancellationToken));
    }

    /// <inheritdoc />
    public ValueTask UnpauseAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask(_components.UnpauseAsync(context, cancellationToken));
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
        return _exits.WaitForExitAsync(context, cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _reader.ReadLogsAsync(context, tail, follow, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> HasWrittenAsync(ComponentContext context, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask<bool>(_reader.HaveWrittenAsync(context, text, cancellationToken));
    }

    /// <inheritdoc />
    public IAsyncEnumerable<ComponentFile> ReadFilesAsync(ComponentContext context, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _reader.ReadFilesAsync(context, path, cancellationToken);
    }
}
