using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What is known of a namespace at a moment: for each type that is followed, its objects by name.</summary>
internal sealed record NamespaceState(ImmutableDictionary<KubernetesType, ImmutableDictionary<string, JsonObject>> Objects)
{
    public static NamespaceState Nothing { get; } = new(ImmutableDictionary<KubernetesType, ImmutableDictionary<string, JsonObject>>.Empty);

    public IEnumerable<JsonObject> Of(KubernetesType type) => Objects.GetValueOrDefault(type)?.Values ?? [];

    public JsonObject? Find(KubernetesType type, string name) => Objects.GetValueOrDefault(type)?.GetValueOrDefault(name);

    public NamespaceState With(KubernetesType type, ImmutableDictionary<string, JsonObject> objects) => new(Objects.SetItem(type, objects));
}
