namespace Lumina.Environments;

/// <summary>What a <see cref="KubernetesSubject"/> is.</summary>
public enum KubernetesSubjectKind
{
    /// <summary>A user.</summary>
    User,

    /// <summary>A group of users.</summary>
    Group,

    /// <summary>A service account of the cluster.</summary>
    ServiceAccount,
}
