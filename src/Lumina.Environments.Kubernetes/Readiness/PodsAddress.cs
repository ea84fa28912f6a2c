namespace Lumina.Environments.Kubernetes;

/// <summary>Where a component's pods are, as one text among its outputs: for who checks them and has nothing else.</summary>
/// <param name="Location">The cluster.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="ExternalName">The component's external name.</param>
internal sealed record PodsAddress(ComponentLocation Location, string Namespace, string ExternalName)
{
    /// <summary>The name of the output.</summary>
    public const string Output = "pods";

    private const int Parts = 4;

    public static PodsAddress? Find(ComponentOutputs outputs) =>
        outputs.Find(Output)?.Value?.Split('/', Parts) is [{ } cluster, { } name, { } externalName, { } context]
            ? new PodsAddress(new ComponentLocation { Cluster = cluster, Account = context.Length == 0 ? null : context, Namespace = name }, name, externalName)
            : null;

    /// <summary>The context comes last: it may have any character.</summary>
    public override string ToString() => $"{Location.Cluster}/{Namespace}/{ExternalName}/{Location.Account}";
}
