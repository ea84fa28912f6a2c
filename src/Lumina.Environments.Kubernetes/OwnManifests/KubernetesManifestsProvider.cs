using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Components of manifests that somebody else has written: read before anything is made, for their faults, and again whenever they are applied.</summary>
/// <param name="environments">The environments of this process.</param>
internal sealed class KubernetesManifestsProvider(KubernetesEnvironments environments)
    : KubernetesProvider<KubernetesManifestsSpec>(KubernetesManifestsSpec.KindName, environments, [new OwnManifests()]), IPrerequisiteProvider<KubernetesManifestsSpec>, IStoppableProvider<KubernetesManifestsSpec>, IAttachingProvider<KubernetesManifestsSpec>, ILogProvider
{
    /// <summary>What a chart is told before there is an environment, and what a value that refers to something is then.</summary>
    private const string NotYet = "pending";

    private readonly ManifestSource _source = new(environments.Services.Options, environments.Services.Time);

    public async ValueTask<IReadOnlyList<SpecificationFault>> CheckPrerequisitesAsync(KubernetesManifestsSpec spec, string baseDirectory, CancellationToken cancellationToken) =>
        spec.Validate().Any() ? [] : (await ReadAheadAsync(spec, baseDirectory, cancellationToken).ConfigureAwait(false)).Faults;

    /// <summary>Two components that are the same object would undo each other.</summary>
    public override async ValueTask<ComponentLocation> LocateAsync(ComponentLocation placed, IReadOnlyList<ComponentSpec> components, string baseDirectory, CancellationToken cancellationToken)
    {
        Dictionary<ObjectReference, ComponentName> owners = OthersServices.In(components);
        List<string> shared = [];
        foreach (KubernetesManifestsSpec spec in components.OfType<KubernetesManifestsSpec>())
        {
            foreach (KubernetesObject each in (await ReadAheadAsync(spec, baseDirectory, cancellationToken).ConfigureAwait(false)).Objects)
            {
                if (!owners.TryAdd(each.Identity, spec.ComponentName))
                {
                    shared.Add($"{each} is in {owners[each.Identity]} and in {spec.ComponentName}");
                }
            }
        }

        return shared.Count == 0
            ? await base.LocateAsync(placed, components, baseDirectory, cancellationToken).ConfigureAwait(false)
            : throw new ProviderException($"{string.Join("; ", shared)}: all components are in one namespace. Give one of them another name.");
    }

    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => await StopCoreAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> StartAsync(KubernetesManifestsSpec spec, ComponentContext context, CancellationToken cancellationToken) => await StartCoreAsync(spec, context, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> AttachAsync(KubernetesManifestsSpec spec, ComponentContext context, CancellationToken cancellationToken) => await AttachCoreAsync(spec, context, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken) => ReadLogsCoreAsync(context, tail, follow, cancellationToken);

    protected override async Task<IReadOnlyList<KubernetesObject>> BringAsync(KubernetesManifestsSpec spec, KubernetesComponent component, KubernetesCluster cluster, CancellationToken cancellationToken)
    {
        (IReadOnlyList<KubernetesObject> objects, IReadOnlyList<SpecificationFault> faults) =
            await ReadAsync(spec, component.BaseDirectory, component.Namespace, (place, value) => SettingValues.Resolve(place, value, component), cluster, cancellationToken).ConfigureAwait(false);
        return faults.Count == 0 ? objects : throw new ProviderException($"The manifests of {component.Name} can't be applied: {string.Join(" ", faults.Select(fault => $"{fault.Problem} {fault.Fix}"))}");
    }

    private Task<(IReadOnlyList<KubernetesObject> Objects, IReadOnlyList<SpecificationFault> Faults)> ReadAheadAsync(KubernetesManifestsSpec spec, string baseDirectory, CancellationToken cancellationToken) => TranslateAsync(() =>
        ReadAsync(spec, baseDirectory, NotYet, (_, value) => value.Secret is null ? value.Resolve(_ => NotYet) : NotYet, Services.Clusters.Open(), cancellationToken));

    private async Task<(IReadOnlyList<KubernetesObject> Objects, IReadOnlyList<SpecificationFault> Faults)> ReadAsync(
        KubernetesManifestsSpec spec, string baseDirectory, string @namespace, Func<string, SettingValue, string> resolve, KubernetesCluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<ManifestText> manifests = await _source.ReadAsync(spec, baseDirectory, @namespace, cluster, resolve, cancellationToken).ConfigureAwait(false);
            return await new ManifestRules(new ClusterTypes(cluster), @namespace).JudgeAsync(spec, manifests, cancellationToken).ConfigureAwait(false);
        }
        catch (ManifestException exception)
        {
            return ([], [new SpecificationFault(spec.Place, exception.Message, exception.Fix)]);
        }
    }
}
