using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>The smallest that a component can be: a service one deployment, a network one configuration map.</summary>
internal sealed class StubManifests<TSpec>(Action<TSpec, KubernetesComponent>? write = null) : IKubernetesManifests<TSpec>
    where TSpec : ComponentSpec
{
    public bool Takes(TSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(TSpec spec, KubernetesOptions options) => [];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(TSpec spec) => [];

    public void Write(TSpec spec, KubernetesComponent component)
    {
        if (write is not null)
        {
            write(spec, component);
        }
        else if (spec is ServiceSpec service)
        {
            Stubs.WriteDeployment(service, component);
        }
        else
        {
            component.Add(KubernetesType.ConfigMap, component.ExternalName, new JsonObject { ["data"] = new JsonObject { ["made"] = "yes" } });
        }
    }

    public ComponentOutputs Outputs(TSpec spec, KubernetesComponent component) => ComponentOutputs.Empty.With("namespace", component.Namespace, Vantage.Network);

    public IEnumerable<ForwardedPort> Ports(TSpec spec, KubernetesComponent component) => [];
}
