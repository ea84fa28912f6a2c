using System.Runtime.CompilerServices;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Components of one kind on a cluster: each is some objects in its environment's namespace.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
/// <param name="kind">The kind.</param>
/// <param name="environments">The environments of this process.</param>
/// <param name="manifests">What it can make; the first that takes a spec writes it.</param>
internal class KubernetesProvider<TSpec>(string kind, KubernetesEnvironments environments, IReadOnlyList<IKubernetesManifests<TSpec>> manifests)
    : IComponentProvider<TSpec>, IPlatformProvider, IBatchProvider, ILocatingProvider, ITimeLimitProvider, IMarkingProvider, IDriftProvider<TSpec>
    where TSpec : ComponentSpec
{
    protected KubernetesServices Services => environments.Services;

    public string Name => KubernetesEnvironments.ProviderName;

    public string Batch => KubernetesEnvironments.ProviderName;

    /// <summary>Namespaces go as a whole; all else goes in the order of dependencies.</summary>
    public bool Batches(StepAction action) => action == StepAction.Destroy;

    /// <summary>A large image on a slow line.</summary>
    public TimeSpan StepTimeout => TimeSpan.FromMinutes(15);

    public TimeSpan CancellationGrace => TimeSpan.FromSeconds(20);

    public string? WhyNot(TSpec spec) => FindObstacles(spec).ToReason();

    public IEnumerable<SpecificationFault> FindObstacles(TSpec spec) => Choose(spec) is { } chosen
        ? chosen.FindObstacles(spec, Services.Options)
        : [new SpecificationFault("type", $"Kubernetes has nothing here for {spec.ComponentName} as it is specified.", "Take another type.")];

    public ComponentPlacement Place(TSpec spec) => new()
    {
        Location = new ComponentLocation { Account = Services.Options.Context, Namespace = Services.Options.NamespacePrefix },
        ConsumesFrom = Vantage.Network,
        ReachableFrom = Services.Options.ForwardPorts ? Vantage.Everywhere : Vantage.Network,
        OutlivesProcess = true,
        HasPlatformCheck = spec is ServiceSpec or DatabaseSpec,
        EstimatedDuration = TimeSpan.FromSeconds(5),
        NotApplicable = [.. Choose(spec)?.FindNotApplicable(spec) ?? []],
    };

    /// <summary>Whether there is a cluster that answers us.</summary>
    public async ValueTask<SpecificationFault?> CheckPlatformAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Services.Clusters.CheckAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (ClusterException exception)
        {
            return new SpecificationFault("", exception.Problem, exception.Advice ?? "See what the cluster said.");
        }
    }

    public virtual async ValueTask<ComponentLocation> LocateAsync(ComponentLocation placed, IReadOnlyList<ComponentSpec> components, string baseDirectory, CancellationToken cancellationToken) =>
        await TranslateAsync(() => Services.Clusters.LocateAsync(cancellationToken)).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> ProvisionAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await TranslateAsync(() => MakeAsync(spec, context, before: null, cancellationToken)).ConfigureAwait(false);

    public async ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => await TranslateAsync(async () =>
    {
        (KubernetesCluster cluster, EnvironmentNamespace? seen) = await environments.Of(context.EnvironmentId).FindAsync(context, cancellationToken).ConfigureAwait(false);

        // With nothing in it, it is what is left of any of its components.
        return seen is { Components.Count: 0 }
            ? ComponentPresence.NotRunning(seen.Marks! with { Component = context.Component }, $"the namespace '{seen.Name}' is there without a component")
            : await ComponentObserver.ObserveAsync(Services.Looks, cluster, seen, context.ExternalName, cancellationToken).ConfigureAwait(false);
    }).ConfigureAwait(false);

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await LeaveAsync(context).ConfigureAwait(false);
        await environments.DestroyAsync(context, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken) => await TranslateAsync(async () =>
    {
        (KubernetesCluster cluster, EnvironmentNamespace? seen) = await environments.Of(context.EnvironmentId).FindToChangeAsync(context, cancellationToken).ConfigureAwait(false);
        seen?.RequireOurs(context);
        if (seen is { IsEnding: false } && seen.Marks!.ExpiresAt != context.Marks.ExpiresAt)
        {
            // The namespace's count for all that is in it.
            string expiry = context.Marks.ToDictionary()[OwnershipMarks.ExpiresAtMark];
            await NamespaceMaker.PatchAsync(cluster, seen, new(StringComparer.Ordinal) { [OwnershipMarks.ExpiresAtMark] = expiry }, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ResourceDrift>> DetectDriftAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => await TranslateAsync(async () =>
    {
        (KubernetesCluster cluster, EnvironmentNamespace? seen) = await environments.Of(context.EnvironmentId).FindAsync(context, cancellationToken).ConfigureAwait(false);
        KubernetesComponent component = await WriteAsync(spec, context, cluster, isToBeMade: false, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ResourceDrift> drifts = await ComponentDrift.FindAsync(cluster, seen, component, cancellationToken).ConfigureAwait(false);

        // One of them tells of what they share.
        return seen is not null && context.Together.FirstOrDefault(context.Component) == context.Component
            ? [.. await NamespaceDrift.FindAsync(cluster, seen, context.Marks, Services.Options, cancellationToken).ConfigureAwait(false), .. drifts]
            : drifts;
    }).ConfigureAwait(false);

    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FoundComponent found in await TranslateAsync(() => ComponentListing.FindAsync(Services.Clusters, kind, scope, cancellationToken)).ConfigureAwait(false))
        {
            yield return found;
        }
    }

    /// <summary>What is left to do when the pods of a component are ready.</summary>
    /// <returns>Its outputs, with those that come of that.</returns>
    protected virtual Task<ComponentOutputs> CompleteAsync(TSpec spec, KubernetesComponent component, ComponentOutputs outputs, ComponentContext context, CancellationToken cancellationToken) => Task.FromResult(outputs);

    /// <summary>What can be reached through forwarded ports beside what their manifests say: all outputs that come of them.</summary>
    protected virtual ComponentOutputs Reach(TSpec spec, KubernetesComponent component, ComponentOutputs forwarded) => forwarded;

    /// <summary>Ends what this process does within a component that is about to stop or to go.</summary>
    protected virtual ValueTask LeaveAsync(ComponentContext context) => ValueTask.CompletedTask;

    protected async Task StopCoreAsync(ComponentContext context, CancellationToken cancellationToken) => await TranslateAsync(async () =>
    {
        (KubernetesCluster cluster, EnvironmentNamespace? seen) = await environments.Of(context.EnvironmentId).FindToChangeAsync(context, cancellationToken).ConfigureAwait(false);
        if (seen?.Find(context.ExternalName) is not { } entry)
        {
            throw Removed(context);
        }

        seen.RequireOurs(context);
        await LeaveAsync(context).ConfigureAwait(false);
        Services.Forwards.Close(context.ExternalName);
        environments.Of(context.EnvironmentId).LookAgain();
        await ComponentScaler.StopAsync(cluster, seen, entry, Services.PodEnd, cancellationToken).ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    protected Task<ComponentOutputs> StartCoreAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => ChangeAsync(spec, context, ComponentScaler.WakeAsync, cancellationToken);

    protected Task<ComponentOutputs> ScaleCoreAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => ChangeAsync(spec, context, ComponentScaler.ScaleAsync, cancellationToken);

    private Task<ComponentOutputs> ChangeAsync(TSpec spec, ComponentContext context, Func<KubernetesCluster, KubernetesComponent, CancellationToken, Task> before, CancellationToken cancellationToken) => TranslateAsync(async () =>
    {
        (_, EnvironmentNamespace? seen) = await environments.Of(context.EnvironmentId).FindToChangeAsync(context, cancellationToken).ConfigureAwait(false);
        return seen?.Find(context.ExternalName) is not null
            ? await MakeAsync(spec, context, before, cancellationToken).ConfigureAwait(false)
            : throw Removed(context);
    });

    protected Task<ComponentOutputs> AttachCoreAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) => TranslateAsync(async () =>
    {
        if (!Services.Options.ForwardPorts)
        {
            return ComponentOutputs.Empty;
        }

        KubernetesCluster cluster = await Services.Clusters.OpenToLookAsync(context.Location, cancellationToken).ConfigureAwait(false);
        return new ComponentOutputs(Forward(spec, await DescribeAsync(spec, context, cluster, cancellationToken).ConfigureAwait(false), cluster));
    });

    private static ProviderException Removed(ComponentContext context) =>
        new($"The namespace '{EnvironmentNamespace.NameOf(context.Location, context.EnvironmentId)}' has no {context.Component}: somebody else removed it, with what it had written, or its annotation {ComponentEntry.AnnotationOf(context.ExternalName)}. Put that back, or terminate the environment and make it anew.") { LeftAsBefore = true };

    protected async IAsyncEnumerable<string> ReadLogsCoreAsync(ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (KubernetesCluster cluster, EnvironmentNamespace? seen) = await TranslateAsync(() => environments.Of(context.EnvironmentId).FindAsync(context, cancellationToken)).ConfigureAwait(false);
        if (seen is null)
        {
            yield break;
        }

        IAsyncEnumerator<string> lines = ComponentLogs.ReadAsync(cluster, seen.Name, context.ExternalName, tail, follow, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        await using ConfiguredAsyncDisposable disposing = lines.ConfigureAwait(false);
        while (await TranslateAsync(() => lines.MoveNextAsync().AsTask()).ConfigureAwait(false))
        {
            yield return lines.Current;
        }
    }

    /// <summary>Objects that somebody else has written; none for most kinds.</summary>
    protected virtual Task<IReadOnlyList<KubernetesObject>> BringAsync(TSpec spec, KubernetesComponent component, KubernetesCluster cluster, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KubernetesObject>>([]);

    /// <summary>Has an error of the cluster as the core knows it.</summary>
    protected static async Task<T> TranslateAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (ClusterException exception)
        {
            throw exception.ToProviderException();
        }
    }

    private async Task<ComponentOutputs> MakeAsync(TSpec spec, ComponentContext context, Func<KubernetesCluster, KubernetesComponent, CancellationToken, Task>? before, CancellationToken cancellationToken)
    {
        KubernetesCluster cluster = await Services.Clusters.OpenToLookAsync(context.Location, cancellationToken).ConfigureAwait(false);
        IKubernetesManifests<TSpec> chosen = Choose(spec)!;
        KubernetesComponent component = await WriteAsync(spec, context, cluster, isToBeMade: true, cancellationToken).ConfigureAwait(false);
        if (before is not null)
        {
            await before(cluster, component, cancellationToken).ConfigureAwait(false);
        }

        await environments.Of(context.EnvironmentId).MakeAsync(cluster, component, context, cancellationToken).ConfigureAwait(false);
        ComponentOutputs outputs = new(chosen.Outputs(spec, component).Concat(Forward(spec, component, cluster)));
        outputs = await CompleteAsync(spec, component, outputs, context, cancellationToken).ConfigureAwait(false);
        return component.Objects.Any(each => Workload.IsOne(each.Type)) ? outputs.With(PodsAddress.Output, new PodsAddress(context.Location, component.Namespace, context.ExternalName).ToString(), Vantage.Host) : outputs;
    }

    /// <summary>Leads ports of this machine to the component.</summary>
    private IEnumerable<ComponentOutput> Forward(TSpec spec, KubernetesComponent component, KubernetesCluster cluster)
    {
        IEnumerable<ForwardedPort> ports = Services.Options.ForwardPorts ? Choose(spec)!.Ports(spec, component) : [];
        ComponentOutputs forwarded = new(ports.SelectMany(port => port.Outputs(PortForward.Host, Services.Forwards.Open(cluster, component.Namespace, component.ExternalName, port.Port, port.Labels))));
        return Reach(spec, component, forwarded).Select(output => output with { EndsWithProcess = true });
    }

    private async Task<KubernetesComponent> WriteAsync(TSpec spec, ComponentContext context, KubernetesCluster cluster, bool isToBeMade, CancellationToken cancellationToken)
    {
        KubernetesComponent component = await DescribeAsync(spec, context, cluster, cancellationToken).ConfigureAwait(false);

        // Databases have a password that nobody finds out by trying.
        component.HashKey = spec is ServiceSpec ? await environments.Of(context.EnvironmentId).GetHashKeyAsync(context, isToBeMade, cancellationToken).ConfigureAwait(false) : null;
        Choose(spec)!.Write(spec, component);
        return component;
    }

    private async Task<KubernetesComponent> DescribeAsync(TSpec spec, ComponentContext context, KubernetesCluster cluster, CancellationToken cancellationToken)
    {
        KubernetesComponent component = Describe(context, await Services.Clusters.GetVersionsAsync(cluster, cancellationToken).ConfigureAwait(false));
        component.Brought = await BringAsync(spec, component, cluster, cancellationToken).ConfigureAwait(false);
        return component;
    }

    private KubernetesComponent Describe(ComponentContext context, ClusterVersions versions) => new()
    {
        Name = context.Component,
        ExternalName = context.ExternalName,
        Namespace = EnvironmentNamespace.NameOf(context.Location, context.EnvironmentId),
        Marks = context.Marks,
        Options = Services.Options,
        Versions = versions,
        BaseDirectory = context.BaseDirectory,
        Components = [.. context.Components],
        Settings = context.Settings,
        Dependencies = context.Dependencies,
        Credentials = context.Credentials,
    };

    private IKubernetesManifests<TSpec>? Choose(TSpec spec) => manifests.FirstOrDefault(candidate => candidate.Takes(spec));
}
