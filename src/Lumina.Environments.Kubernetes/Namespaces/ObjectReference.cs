namespace Lumina.Environments.Kubernetes;

/// <summary>Names an object within a namespace.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
internal sealed record ObjectReference(KubernetesType Type, string Name)
{
    /// <summary>Reads what <see cref="ToString"/> has written; null where it is nothing of that.</summary>
    public static ObjectReference? Read(string? text) =>
        text?.Split('/') is [{ } group, { } version, { } kind, { } plural, { } name] && KubernetesNames.IsSubdomain(name) && KubernetesNames.IsLabel(plural) && KubernetesNames.IsLabel(version) && (group.Length == 0 || KubernetesNames.IsSubdomain(group))
            ? new ObjectReference(new KubernetesType(group, version, kind, plural), name)
            : null;

    /// <summary>Whether it is the same object, in whatever version of its group.</summary>
    public bool IsSameAs(ObjectReference other) => Type.Group == other.Type.Group && Type.Plural == other.Type.Plural && Name == other.Name;

    public override string ToString() => $"{Type.Group}/{Type.Version}/{Type.Kind}/{Type.Plural}/{Name}";
}
