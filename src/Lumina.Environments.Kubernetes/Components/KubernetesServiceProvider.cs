using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Services: what runs once can be done again.</summary>
/// <param name="environments">The environments of this process.</param>
/// <param name="manifests">What it can make; the first that takes a spec writes it.</param>
internal sealed class KubernetesServiceProvider(KubernetesEnvironments environments, IReadOnlyList<IKubernetesManifests<ServiceSpec>> manifests)
    : KubernetesPodProvider<ServiceSpec>(ComponentKinds.Service, environments, manifests), IResettableProvider<ServiceSpec>
{
    public bool Resets(ServiceSpec spec) => spec.Run.IsOnce;

    public async ValueTask<ResetResult> ResetAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        await DoAgainCoreAsync(spec, context, cancellationToken).ConfigureAwait(false);
        return new ResetResult(ResetWay.Remade, KeptSessions: true) { Reason = "its work was done again" };
    }
}
