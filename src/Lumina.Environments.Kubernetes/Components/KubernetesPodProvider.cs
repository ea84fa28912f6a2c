using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Components of a kind that has pods: they can be stopped, started and scaled, and have logs.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
/// <param name="kind">The kind.</param>
/// <param name="environments">The environments of this process.</param>
/// <param name="manifests">What it can make; the first that takes a spec writes it.</param>
internal class KubernetesPodProvider<TSpec>(string kind, KubernetesEnvironments environments, IReadOnlyList<IKubernetesManifests<TSpec>> manifests)
    : KubernetesProvider<TSpec>(kind, environments, manifests), IStoppableProvider<TSpec>, IScalableProvider<TSpec>, IAttachingProvider<TSpec>, ILogProvider
    where TSpec : ComponentSpec
{
    public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => await StopCoreAsync(context, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> StartAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await StartCoreAsync(spec, context, cancellationToken).ConfigureAwait(false);

    public string? WhyNotScale(TSpec spec, ComponentContext context) => spec is ServiceSpec service ? ServiceScaling.WhyNot(service, context.Components) : null;

    public async ValueTask<ComponentOutputs> ScaleAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await ScaleCoreAsync(spec, context, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ComponentOutputs> AttachAsync(TSpec spec, ComponentContext context, CancellationToken cancellationToken) =>
        await AttachCoreAsync(spec, context, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, CancellationToken cancellationToken) =>
        ReadLogsCoreAsync(context, tail, follow, cancellationToken);
}
