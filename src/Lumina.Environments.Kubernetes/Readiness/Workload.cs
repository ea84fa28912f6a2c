using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What runs pods, as it was applied: a deployment, a stateful set or a job.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Which one of that name.</param>
/// <param name="Generation">Which version of what is wanted.</param>
internal sealed record Workload(KubernetesType Type, string Name, string Uid, long Generation)
{
    /// <summary>Whether it is of a type that keeps pods running.</summary>
    public static bool IsOne(KubernetesType type) => type == KubernetesType.Deployment || type == KubernetesType.StatefulSet;

    /// <summary>Whether it is of a type that is waited for: a job until it is done.</summary>
    public static bool IsAwaited(KubernetesType type) => IsOne(type) || type == KubernetesType.Job;

    /// <summary>Whether it is of a type that makes pods, now or later: all that they need comes before it.</summary>
    public static bool MakesPods(KubernetesType type) => IsAwaited(type) || type.Kind == "CronJob";

    public static Workload Of(KubernetesType type, JsonObject applied) => new(type, applied.Name(), applied.Uid(), applied.Number("metadata", "generation") ?? 0) { GoesByItself = applied.Number("spec", "ttlSecondsAfterFinished") is not null };

    /// <summary>Whether the cluster removes it by itself when it is done, maybe before anybody has seen that it was.</summary>
    public bool GoesByItself { get; init; }

    public override string ToString() => $"{Type.Kind} '{Name}'";
}
