using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>An object of a cluster as it is to be: what is not in it is left to others.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Name">Its name; empty where the cluster gives it.</param>
/// <param name="Body">All of it, <c>apiVersion</c>, <c>kind</c> and <c>metadata</c> too.</param>
internal sealed record KubernetesObject(KubernetesType Type, string Name, JsonObject Body)
{
    /// <summary>What it is and its name, whatever the version.</summary>
    public ObjectReference Identity => new(Type with { Version = "" }, Name);

    public override string ToString() => $"{Type.Kind} '{Name}'";
}
