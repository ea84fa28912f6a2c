using System.Text.Json.Serialization.Metadata;
using Lumina.Environments.Kubernetes;

namespace Lumina.Environments;

/// <summary>Kubernetes objects that somebody else has written, as a component: a folder of manifests, a kustomization or a Helm chart, applied into the environment's namespace.</summary>
/// <remarks>
/// Every object bears the environment's marks and goes with it. What was in the manifests and is not any more is taken away when the component is made again or started.
/// Its outputs are the addresses of its Services: <c>SERVICE</c> for the first TCP port, <c>SERVICE.PORT</c> for one that has a name.
/// </remarks>
/// <param name="Name">Its name in the environment: a DNS label.</param>
public sealed record KubernetesManifestsSpec(string Name) : ComponentSpec(Name)
{
    /// <summary>The kind: <c>kubernetes-manifests</c>.</summary>
    public const string KindName = "kubernetes-manifests";

    /// <inheritdoc />
    public override string Kind => KindName;

    /// <summary>A folder, absolute or relative to the base directory: its <c>.yaml</c>, <c>.yml</c> and <c>.json</c> files, those of folders in it too, in the order of their paths.</summary>
    public string? Folder { get; init; }

    /// <summary>A directory with a <c>kustomization.yaml</c>, absolute or relative to the base directory; rendered by <see cref="KubernetesOptions.KubectlPath"/>.</summary>
    public string? Kustomization { get; init; }

    /// <summary>A Helm chart; rendered by <see cref="KubernetesOptions.HelmPath"/>.</summary>
    public HelmChart? Chart { get; init; }

    /// <summary>Names and values, with references to other components resolved, that the manifests may use: all of them are in a Secret by the name <c>NAME-settings</c>. A literal secret among them is recorded by its name only.</summary>
    public IReadOnlyDictionary<string, SettingValue> Settings { get; init => field = SettingValues.Copy(value); } = SettingValues.None;

    /// <inheritdoc />
    public override IEnumerable<Reference> References => Values.SelectMany(each => each.Value.References);

    /// <summary>Not known before the manifests are read.</summary>
    public override IEnumerable<string>? DeclaredOutputs => null;

    /// <inheritdoc />
    public override IEnumerable<KeyValuePair<string, Secret>> Secrets =>
        Values.Where(each => each.Value.Secret is not null).Select(each => KeyValuePair.Create(each.Key, each.Value.Secret!));

    /// <summary>Everything that may refer or be secret, by its place in the spec.</summary>
    internal IEnumerable<KeyValuePair<string, SettingValue>> Values =>
        Settings.Select(each => KeyValuePair.Create(SettingValues.PlaceOfSetting(each.Key), each.Value))
            .Concat((Chart?.Values ?? SettingValues.None).Select(each => KeyValuePair.Create(SettingValues.PlaceOfChartValue(each.Key), each.Value)));

    /// <inheritdoc />
    public override IEnumerable<SpecificationFault> Validate()
    {
        string?[] given = [Folder, Kustomization, Chart?.Path];
        if (given.Count(each => each is not null) != 1)
        {
            yield return new SpecificationFault("", "It has to be made from exactly one of folder, kustomization and chart.", "Name one, and leave the others out.");
        }
        else if (string.IsNullOrWhiteSpace(given.Single(each => each is not null)))
        {
            yield return new SpecificationFault(Place, "It is empty.", "Name a directory, such as ./k8s.");
        }

        foreach (string name in Settings.Keys.Where(name => !KubernetesText.IsVariableName(name)))
        {
            yield return new SpecificationFault(SettingValues.PlaceOfSetting(name), $"'{name}' is no name of a setting.", "Write letters, digits, _, - and ., with no digit first.");
        }

        foreach (SpecificationFault fault in Chart?.Validate() ?? [])
        {
            yield return fault;
        }
    }

    /// <inheritdoc />
    public override JsonTypeInfo? GetJsonTypeInfo() => KubernetesManifestsJson.Default.KubernetesManifestsSpec;

    /// <summary>The member that says where the manifests are.</summary>
    internal string Place => Folder is not null ? "folder" : Kustomization is not null ? "kustomization" : "chart";
}
