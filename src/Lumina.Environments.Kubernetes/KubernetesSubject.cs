namespace Lumina.Environments;

/// <summary>Whom a cluster knows and gives rights to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name, as the cluster's authentication has it.</param>
/// <param name="Namespace">The namespace of a service account; null for users and groups.</param>
public sealed record KubernetesSubject(KubernetesSubjectKind Kind, string Name, string? Namespace = null)
{
    /// <summary>A user.</summary>
    public static KubernetesSubject User(string name) => new(KubernetesSubjectKind.User, name);

    /// <summary>All members of a group.</summary>
    public static KubernetesSubject Group(string name) => new(KubernetesSubjectKind.Group, name);

    /// <summary>A service account of the cluster.</summary>
    public static KubernetesSubject ServiceAccount(string @namespace, string name) => new(KubernetesSubjectKind.ServiceAccount, name, @namespace);
}
