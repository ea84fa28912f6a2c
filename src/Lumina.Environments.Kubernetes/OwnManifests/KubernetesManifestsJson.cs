using System.Text.Json.Serialization;

namespace Lumina.Environments.Kubernetes;

/// <summary>How a spec of manifests is written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(SettingValueJson)])]
[JsonSerializable(typeof(KubernetesManifestsSpec))]
internal sealed partial class KubernetesManifestsJson : JsonSerializerContext;
