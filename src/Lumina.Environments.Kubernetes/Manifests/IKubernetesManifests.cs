using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>What one type of component is on Kubernetes: from its spec to objects, and what it gives to others. Pure: it asks nobody for anything.</summary>
/// <typeparam name="TSpec">The type of spec.</typeparam>
internal interface IKubernetesManifests<in TSpec>
    where TSpec : ComponentSpec
{
    /// <summary>Whether the spec is of the type that this writes (a database: of the engine). That none takes it is a fault.</summary>
    bool Takes(TSpec spec);

    /// <summary>What of the spec can't be made, or protects and is not there on Kubernetes; paths are relative to the component. None where it can be made.</summary>
    IEnumerable<SpecificationFault> FindObstacles(TSpec spec, KubernetesOptions options);

    /// <summary>Settings that mean nothing here and are passed over.</summary>
    IEnumerable<NotApplicableSetting> FindNotApplicable(TSpec spec);

    /// <summary>Writes the component's objects.</summary>
    void Write(TSpec spec, KubernetesComponent component);

    /// <summary>What the component gives to others, from within the namespace (<see cref="Vantage.Network"/>).</summary>
    ComponentOutputs Outputs(TSpec spec, KubernetesComponent component);

    /// <summary>The ports that a test outside of the cluster wants to reach, by the names of outputs or endpoints that they are for.</summary>
    IEnumerable<ForwardedPort> Ports(TSpec spec, KubernetesComponent component);
}
