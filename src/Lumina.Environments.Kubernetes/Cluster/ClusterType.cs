namespace Lumina.Environments.Kubernetes;

/// <summary>A type that a cluster has.</summary>
/// <param name="Type">The type.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
/// <param name="CanBeApplied">Whether its objects can be changed after they were made.</param>
internal sealed record ClusterType(KubernetesType Type, bool IsNamespaced, bool CanBeApplied);
