using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>Manifests that somebody else has written, with what an environment adds: marks, settings in a Secret, and the doors of the network. Pure: reading them is done before.</summary>
internal sealed class OwnManifests : IKubernetesManifests<KubernetesManifestsSpec>
{
    /// <summary>The Secret that holds the settings.</summary>
    public static string SettingsName(KubernetesManifestsSpec spec) => $"{spec.Name}-settings";

    public bool Takes(KubernetesManifestsSpec spec) => true;

    public IEnumerable<SpecificationFault> FindObstacles(KubernetesManifestsSpec spec, KubernetesOptions options) => [];

    public IEnumerable<NotApplicableSetting> FindNotApplicable(KubernetesManifestsSpec spec) => [];

    public void Write(KubernetesManifestsSpec spec, KubernetesComponent component)
    {
        if (spec.Settings.Count > 0)
        {
            ConfigObjects.AddSecret(component, SettingsName(spec), spec.Settings.Select(each => KeyValuePair.Create(each.Key, SettingValues.Resolve(SettingValues.PlaceOfSetting(each.Key), each.Value, component))));
        }

        ComponentAccess.Write(spec, component);
        foreach (KubernetesObject each in component.Brought.OrderBy(each => Workload.MakesPods(each.Type)))
        {
            component.Add(ManifestMarks.On(each, component));
        }
    }

    public ComponentOutputs Outputs(KubernetesManifestsSpec spec, KubernetesComponent component) => BroughtPort.Of(component).Aggregate(
        ComponentOutputs.Empty, (outputs, port) => outputs.With(port.Output, Address(port, port.Service, port.Port), Vantage.Network));

    public IEnumerable<ForwardedPort> Ports(KubernetesManifestsSpec spec, KubernetesComponent component) => BroughtPort.Of(component).Where(port => port.TargetPort is not null).Select(port =>
        new ForwardedPort(port.Output, port.Service, port.TargetPort!.Value, (host, forwarded) => ComponentOutputs.Empty.With(port.Output, Address(port, host, forwarded), Vantage.Host)) { Labels = port.Labels });

    private static string Address(BroughtPort port, string host, int number) => string.Create(CultureInfo.InvariantCulture, $"{port.Scheme}://{host}:{number}");
}
