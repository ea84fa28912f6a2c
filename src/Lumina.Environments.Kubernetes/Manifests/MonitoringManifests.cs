using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Monitoring: nothing is made but a ConfigMap that bears the marks.</summary>
internal sealed class MonitoringManifests : IKubernetesManifests<MonitoringSpec>
{
    public bool Takes(MonitoringSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(MonitoringSpec spec, KubernetesOptions options) => [];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(MonitoringSpec spec)
    {
        if (spec.Metrics.Count + spec.Alerts.Count + spec.Dashboards.Count > 0)
        {
            yield return new("metrics", "the cluster's own monitoring collects them, if it has one; alerts and dashboards are not made in it, and health checks run all the same");
        }

        if (spec.Logs is not null)
        {
            yield return new("logs", "the cluster keeps the logs of pods as long as it likes; they end with the environment at the latest, unless it collects them");
        }
    }

    public void Write(MonitoringSpec spec, KubernetesComponent component) => ConfigObjects.AddNote(component);

    public ComponentOutputs Outputs(MonitoringSpec spec, KubernetesComponent component) => ComponentOutputs.Empty;

    public IEnumerable<ForwardedPort> Ports(MonitoringSpec spec, KubernetesComponent component) => [];
}
