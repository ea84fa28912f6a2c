using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What runs pods, as it was applied: a deployment or a stateful set.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Which one of that name.</param>
/// <param name="Generation">Which version of what is wanted.</param>
internal sealed record Workload(KubernetesType Type, string Name, string Uid, long Generation)
{
    public static bool IsOne(KubernetesType type) => type == KubernetesType.Deployment || type == KubernetesType.StatefulSet;

    public static Workload Of(KubernetesType type, JsonObject applied) => new(type, applied.Name(), applied.Uid(), applied.Number("metadata", "generation") ?? 0);

    public override string ToString() => $"{Type.Kind} '{Name}'";
}
