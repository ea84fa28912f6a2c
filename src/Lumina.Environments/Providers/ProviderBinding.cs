namespace Lumina.Environments.Providers;

/// <summary>A provider as the executor sees it: every kind alike. The types of specs are erased here, once, at registration.</summary>
internal abstract class ProviderBinding(string kind, IComponentProvider provider)
{
    public string Kind => kind;

    public IComponentProvider Provider => provider;

    public string Name => provider.Name;

    public abstract bool CanStop { get; }

    public abstract bool CanReset { get; }

    public abstract bool CanRefuseReset { get; }

    public abstract bool CanScale { get; }

    public abstract bool CanDetectDrift { get; }

    public abstract bool CanAttach { get; }

    public abstract bool CanPreview { get; }

    public abstract bool CanPreflight { get; }

    public abstract string? WhyNot(ComponentSpec spec);

    public abstract IEnumerable<SpecificationFault> FindObstacles(ComponentSpec spec);

    public abstract ComponentPlacement Place(ComponentSpec spec);

    public abstract IEnumerable<SpecificationFault> Validate(ComponentSpec spec, IReadOnlyList<ComponentSpec> components, string baseDirectory);

    public abstract ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(ComponentSpec spec, string baseDirectory, CancellationToken cancellationToken);

    public abstract ValueTask<IReadOnlyList<SpecificationFault>> PreflightAsync(ComponentSpec spec, ComponentContext context, bool isToBeMade, CancellationToken cancellationToken);

    public abstract ValueTask<ComponentOutputs> ProvisionAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken);

    public abstract ValueTask<ComponentOutputs> StartAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken);

    public abstract ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken);

    public abstract ValueTask<ResetResult> ResetAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken);

    public abstract ValueTask<ResetRefusal?> FindRefusalAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken);

    public abstract string? WhyNotScale(ComponentSpec spec, ComponentContext context);

    public abstract ValueTask<ComponentOutputs> ScaleAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken);

    public abstract ValueTask<IReadOnlyList<ResourceDrift>> DetectDriftAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken);

    public abstract ValueTask<ComponentOutputs> AttachAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken);

    public abstract ValueTask<IReadOnlyList<PlannedResource>> PreviewAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken);

    /// <exception cref="ProviderException">The provider returned nothing.</exception>
    protected async ValueTask<ComponentOutputs> OutputsAsync(ValueTask<ComponentOutputs> call) =>
        await call.ConfigureAwait(false) ?? throw Nothing("outputs", $": what gives nothing to others returns {nameof(ComponentOutputs)}.{nameof(ComponentOutputs.Empty)}");

    /// <exception cref="ProviderException">The provider returned nothing.</exception>
    protected async ValueTask<IReadOnlyList<T>> ListAsync<T>(ValueTask<IReadOnlyList<T>> call) =>
        await call.ConfigureAwait(false) ?? throw Nothing($"a list of {typeof(T).Name}", ": where there is nothing, it is empty");

    protected ProviderException Nothing(string expected, string hint) => new($"provider '{Name}' returned null in place of {expected}, which is a defect of it{hint}");
}

/// <summary>A provider of one type of spec.</summary>
internal sealed class ProviderBinding<TSpec>(string kind, IComponentProvider<TSpec> provider) : ProviderBinding(kind, provider)
    where TSpec : ComponentSpec
{
    public override bool CanStop => provider is IStoppableProvider<TSpec>;

    public override bool CanReset => provider is IResettableProvider<TSpec>;

    public override bool CanRefuseReset => provider is IResetWayProvider<TSpec>;

    public override bool CanScale => provider is IScalableProvider<TSpec>;

    public override bool CanDetectDrift => provider is IDriftProvider<TSpec>;

    public override bool CanAttach => provider is IAttachingProvider<TSpec>;

    public override bool CanPreview => provider is IPreviewProvider<TSpec>;

    public override bool CanPreflight => provider is IPreflightProvider<TSpec>;

    public override string? WhyNot(ComponentSpec spec) =>
        LacksLogLines(spec) ? "it cannot wait for a line of a log (healthCheck.type): check it in another way"
        : spec is TSpec typed ? provider.WhyNot(typed)
        : $"it takes a {typeof(TSpec).Name}, and this is a {spec.GetType().Name}";

    public override IEnumerable<SpecificationFault> FindObstacles(ComponentSpec spec) =>
    [
        .. LacksLogLines(spec) ? [new SpecificationFault("healthCheck.type", $"'{Name}' cannot wait for a line of a log.", "Check it in another way.")] : Array.Empty<SpecificationFault>(),
        .. spec is TSpec typed ? provider.FindObstacles(typed) : [],
    ];

    public override ComponentPlacement Place(ComponentSpec spec) => provider.Place((TSpec)spec);

    public override IEnumerable<SpecificationFault> Validate(ComponentSpec spec, IReadOnlyList<ComponentSpec> components, string baseDirectory) =>
        provider is IValidatingProvider<TSpec> validating ? validating.Validate((TSpec)spec, components, baseDirectory) : [];

    public override ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(ComponentSpec spec, string baseDirectory, CancellationToken cancellationToken) =>
        provider is IPrerequisiteProvider<TSpec> checking
            ? ListAsync(checking.CheckPrerequisitesAsync((TSpec)spec, baseDirectory, cancellationToken))
            : ValueTask.FromResult<IReadOnlyList<SpecificationFault>>([]);

    public override ValueTask<IReadOnlyList<SpecificationFault>> PreflightAsync(ComponentSpec spec, ComponentContext context, bool isToBeMade, CancellationToken cancellationToken) =>
        ListAsync(((IPreflightProvider<TSpec>)provider).PreflightAsync((TSpec)spec, context, isToBeMade, cancellationToken));

    public override ValueTask<ComponentOutputs> ProvisionAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        OutputsAsync(provider.ProvisionAsync((TSpec)spec, context, cancellationToken));

    public override ValueTask<ComponentOutputs> StartAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        OutputsAsync(Stoppable.StartAsync((TSpec)spec, context, cancellationToken));

    public override ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => Stoppable.StopAsync(context, cancellationToken);

    public override async ValueTask<ResetResult> ResetAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await ((IResettableProvider<TSpec>)provider).ResetAsync((TSpec)spec, context, cancellationToken).ConfigureAwait(false) ?? throw Nothing(nameof(ResetResult), hint: "");

    public override ValueTask<ResetRefusal?> FindRefusalAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        ((IResetWayProvider<TSpec>)provider).FindRefusalAsync((TSpec)spec, context, cancellationToken);

    public override string? WhyNotScale(ComponentSpec spec, ComponentContext context) => ((IScalableProvider<TSpec>)provider).WhyNotScale((TSpec)spec, context);

    public override ValueTask<ComponentOutputs> ScaleAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        OutputsAsync(((IScalableProvider<TSpec>)provider).ScaleAsync((TSpec)spec, context, cancellationToken));

    public override ValueTask<IReadOnlyList<ResourceDrift>> DetectDriftAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        ListAsync(((IDriftProvider<TSpec>)provider).DetectDriftAsync((TSpec)spec, context, cancellationToken));

    public override ValueTask<ComponentOutputs> AttachAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        OutputsAsync(((IAttachingProvider<TSpec>)provider).AttachAsync((TSpec)spec, context, cancellationToken));

    public override ValueTask<IReadOnlyList<PlannedResource>> PreviewAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        ListAsync(((IPreviewProvider<TSpec>)provider).PreviewAsync((TSpec)spec, context, cancellationToken));

    private bool LacksLogLines(ComponentSpec spec) => spec.HealthCheck is { } check && check.Type == HealthCheckType.Log && provider is not ILogLineProvider;

    private IStoppableProvider<TSpec> Stoppable => (IStoppableProvider<TSpec>)provider;
}
