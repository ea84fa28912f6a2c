using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Checks services, and databases that can't be reached from here, in ways that only the cluster knows, or that it alone can go: the kubelet probes each pod, and what it says is what counts.</summary>
internal sealed class KubernetesHealthChecker(KubernetesServices services) : IHealthChecker
{
    public bool CanCheck(HealthCheckContext context) => PodsAddress.Find(context.Outputs) is not null && context.Spec switch
    {
        ServiceSpec service => CanCheck(context, service),
        DatabaseSpec => context.Check.Type == HealthCheckType.Platform || (context.Check.Type == HealthCheckType.Engine && context.Outputs.Find(OutputNames.ConnectionString) is null),
        _ => false,
    };

    public string Describe(HealthCheckContext context) => $"the question to the cluster's API server{(services.Clusters.AddressOf(PodsAddress.Find(context.Outputs)!.Location) is { } address ? $" at {address}" : "")} how the probes of the pods went";

    public async ValueTask<HealthProbeResult> ProbeAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        PodsAddress address = PodsAddress.Find(context.Outputs)!;
        if (services.JustReady.Take(address.ExternalName))
        {
            return HealthProbeResult.Pass("its pods are ready");
        }

        try
        {
            KubernetesCluster cluster = await services.Clusters.OpenToLookAsync(address.Location, cancellationToken).ConfigureAwait(false);
            EnvironmentNamespace? seen = await services.Looks.FindOursAsync(cluster, address.Namespace, cancellationToken).ConfigureAwait(false);
            ComponentPresence presence = await ComponentObserver.ObserveAsync(services.Looks, cluster, seen, address.ExternalName, cancellationToken).ConfigureAwait(false);
            return presence.IsDegraded ? HealthProbeResult.Warn(presence.Detail!)
                : presence.IsRunning ? HealthProbeResult.Pass(presence.Detail ?? "its pods are ready")
                : HealthProbeResult.Fail(presence.Detail ?? $"there is nothing of it in the namespace '{address.Namespace}'");
        }
        catch (Exception exception) when (exception is ClusterException or ProviderException)
        {
            return HealthProbeResult.Unseen(exception.Message);
        }
    }

    private static bool CanCheck(HealthCheckContext context, ServiceSpec service) => context.Check.Type == HealthCheckType.Command || context.Check.Type == HealthCheckType.Platform
        || ((context.Check.Type == HealthCheckType.Http || context.Check.Type == HealthCheckType.Tcp) && !IsReachableFromHere(context, service));

    private static bool IsReachableFromHere(HealthCheckContext context, ServiceSpec service) =>
        (context.Check.Endpoint ?? (service.Endpoints is [EndpointSpec first, ..] ? first.Name : null)) is { } endpoint && context.Outputs.Find(endpoint) is not null;
}
