using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Projects;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Runs services as child processes: .NET projects, which are built once, and commands.</summary>
/// <remarks>
/// <para>Settings are environment variables, and so are, by the names that .NET knows, the addresses of the components that the service depends on
/// (<c>ConnectionStrings__orders</c>, <c>services__api__http__0</c>). Ports are told as <c>ASPNETCORE_URLS</c>, <c>PORT</c> (of the first endpoint) and <c>PORT_HTTP</c>
/// (of the endpoint <c>http</c>). A port that a spec asks for is taken where it is 1024 or more and free; else another is.</para>
/// <para>Several replicas are several processes, each with ports of its own; an endpoint's output is that of the first. A process that ends while the
/// service is to run ends the service.</para>
/// <para>One that runs once (<see cref="ServiceRun.Once"/>) is ready when its process has ended with exit code 0, and any other end is its failure. By the clock nothing is run.</para>
/// <para>With <see cref="LocalLifetime.Environment"/> the processes outlive this one; their output goes into files.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class ProcessServiceDeployer : IServiceDeployer, IStoppableProvider<ServiceSpec>, IPrerequisiteProvider<ServiceSpec>, IExitProvider, ILogProvider, ILogLineProvider, IMarkingProvider, IProcessBoundProvider
{
    /// <summary>The name of the provider.</summary>
    public const string ProviderName = "local-process";

    private readonly LocalHost _host;
    private readonly ProjectBuilds _builds;
    private readonly MarkedInstances<ServiceInstance> _instances;
    private readonly KeptServices _kept;

    internal ProcessServiceDeployer(LocalHost host, ProjectBuilds builds, MarkedInstances<ServiceInstance> instances) =>
        (_host, _builds, _instances, _kept) = (host, builds, instances, new KeptServices(host));

    /// <inheritdoc />
    public string Name => ProviderName;

    /// <inheritdoc />
    bool IProcessBoundProvider.IsProcessBound(ComponentLocation location) => !LocalDatabases.IsKept(location);

    /// <inheritdoc />
    public string? WhyNot(ServiceSpec spec) => FindObstacles(spec).ToReason();

    /// <inheritdoc />
    public IEnumerable<SpecificationFault> FindObstacles(ServiceSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<SpecificationFault> obstacles = [];
        if (ServiceFiles.Choose(spec) is null)
        {
            obstacles.Add(new SpecificationFault("sources", $"Projects and commands run on this machine, and '{spec.Name}' has neither among its sources.", "Add one (ServiceSource.Project, ServiceSource.Command)."));
        }

        if (spec.Run.Schedule is not null)
        {
            obstacles.Add(new SpecificationFault("run", "This machine runs nothing by the clock.", "Let it run once, or always and see to its times itself."));
        }

        for (int i = 0; i < spec.Endpoints.Count; i++)
        {
            if (spec.Endpoints[i].Secured && !_host.Options.AllowUnencrypted)
            {
                obstacles.Add(new SpecificationFault($"endpoints[{i}].secured", $"Endpoint '{spec.Endpoints[i].Name}' is to be secured, and nothing is on this machine.", $"{nameof(LocalOptions)}.{nameof(LocalOptions.AllowUnencrypted)} allows it without."));
            }
        }

        if (spec.HealthCheck is { } check && (check.Type == HealthCheckType.Command || check.Type == HealthCheckType.Platform))
        {
            obstacles.Add(new SpecificationFault("healthCheck.type", $"A health check of type '{check.Type}' is for services in containers.", "Check a process with http, tcp, log or presence."));
        }

        return obstacles;
    }

    /// <inheritdoc />
    public ComponentPlacement Place(ServiceSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<NotApplicableSetting> passedOver = [];
        for (int i = 0; i < spec.Endpoints.Count; i++)
        {
            if (spec.Endpoints[i].Port is < ServicePorts.FirstForAll and { } port)
            {
                passedOver.Add(new NotApplicableSetting($"endpoints[{i}].port", $"ports below {ServicePorts.FirstForAll} need rights that this process may lack: {port} is mapped to a free one, which PORT tells the service and the output tells others"));
            }

            if (spec.Endpoints[i].Secured)
            {
                passedOver.Add(new NotApplicableSetting($"endpoints[{i}].secured", $"nothing is secured on this machine, as {nameof(LocalOptions)}.{nameof(LocalOptions.AllowUnencrypted)} allows; it listens on the loopback interface"));
            }
        }

        if (spec.Replicas > 1 && spec.Endpoints.Count > 0)
        {
            passedOver.Add(new NotApplicableSetting("replicas", $"{spec.Replicas} processes run, each with ports of its own, and nothing balances between them: an endpoint's address is that of the first"));
        }

        if (spec.Container is not null)
        {
            passedOver.Add(new NotApplicableSetting("container", "it runs as a process of this machine, not in a container"));
        }

        return new ComponentPlacement
        {
            ReachableFrom = Vantage.Host,
            Location = LocalDatabases.For(_host.Options),
            NotApplicable = passedOver,
            OutlivesProcess = _host.Options.Lifetime == LocalLifetime.Environment,
            EstimatedDuration = ServiceFiles.Choose(spec) is ProjectSource ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(300),
        };
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(ServiceSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        string[] problems = ServiceFiles.Choose(spec) switch
        {
            ProjectSource project => DotnetProjects.Find(project, baseDirectory, out string problem) is null ? [problem] : [],
            CommandSource command => [.. ServiceFiles.FindProblems(spec, command, baseDirectory)],
            _ => [],
        };
        IEnumerable<SpecificationFault> faults = problems.Select(problem => new SpecificationFault("sources", problem, "Correct the path, or set EnvironmentManagerOptions.BaseDirectory to the folder from which it holds; a program without a folder is sought on the PATH."));
        return ValueTask.FromResult<IReadOnlyList<SpecificationFault>>([.. faults, .. new[] { _kept.Components.Check() }.OfType<SpecificationFault>()]);
    }

    /// <inheritdoc />
    public async ValueTask<ComponentOutputs> ProvisionAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            if (_kept.Components.Takes(context))
            {
                string? kept = _kept.FindBuilt(context);
                ServiceProgram keptProgram = await FindProgramAsync(spec, context, kept, cancellationToken).ConfigureAwait(false);
                string? built = ServiceFiles.Choose(spec) is ProjectSource && kept is null ? keptProgram.Arguments[0] : null;
                return await _kept.ProvisionAsync(spec, keptProgram, built, context, cancellationToken).ConfigureAwait(false);
            }

            ServiceProgram program = await FindProgramAsync(spec, context, built: null, cancellationToken).ConfigureAwait(false);
            ServiceInstance instance = _instances.GetOrAdd(context, () => new ServiceInstance(_host, spec, context.Marks));
            await instance.StartAsync(program, context, cancellationToken).ConfigureAwait(false);
            return instance.Addresses.Aggregate(ComponentOutputs.Empty, (outputs, address) => outputs.With(address.Key, address.Value, Vantage.Host));
        }
        catch (Exception exception) when (exception is ProcessStartException or IOException)
        {
            throw new ProviderException(exception.Message, exception);
        }
    }

    /// <inheritdoc />
    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(_kept.Components.Has(context) ? _kept.Components.Observe(context) : _instances.Observe(context));
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
        await _instances.DestroyAsync(context).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) =>
        _instances.ListAsync(scope).Concat(_kept.Components.List(scope).ToAsyncEnumerable());

    /// <inheritdoc />
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            await _kept.Components.StopAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else if (_instances.Find(context) is { } instance)
        {
            await instance.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public ValueTask<ComponentOutputs> StartAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_kept.Components.Has(context))
        {
            _kept.Components.Require(context);
        }
        else
        {
            _instances.Require(context);
        }

        return ProvisionAsync(spec, context, cancellationToken);
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
            _instances.UpdateMarks(context);
        }
    }

    /// <inheritdoc />
    public Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _kept.Components.Has(context) ? _kept.Components.WaitForExitAsync(context, cancellationToken) : _instances.Require(context).WaitForExitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _kept.Components.Has(context)
            ? _kept.Components.ReadLogsAsync(context, tail, follow, cancellationToken)
            : _instances.Require(context).ReadLogsAsync(tail, follow, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<bool> HasWrittenAsync(ComponentContext context, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult(_kept.Components.Has(context) ? _kept.Components.HasWritten(context, text) : _instances.Require(context).HasWritten(text));
    }

    private async Task<ServiceProgram> FindProgramAsync(ServiceSpec spec, ComponentContext context, string? built, CancellationToken cancellationToken)
    {
        string problem = $"{context.Component} has neither a project nor a command among its sources.";
        switch (ServiceFiles.Choose(spec))
        {
            case ProjectSource source:
                if (DotnetProjects.Find(source, context.BaseDirectory, out problem) is { } project)
                {
                    built ??= await _builds.GetAsync(project, cancellationToken).ConfigureAwait(false);
                    return new ServiceProgram(DotnetLocator.Find(Environment.ProcessPath, Environment.GetEnvironmentVariable), [built], Path.GetDirectoryName(project)!);
                }

                break;
            case CommandSource source:
                if (ServiceFiles.FindProgram(source, context.BaseDirectory, out problem) is { } program)
                {
                    return new ServiceProgram(program, source.Arguments, Path.GetFullPath(source.WorkingDirectory ?? ".", Path.GetFullPath(context.BaseDirectory)));
                }

                break;
            default:
                break;
        }

        throw new ProviderException(problem);
    }
}
