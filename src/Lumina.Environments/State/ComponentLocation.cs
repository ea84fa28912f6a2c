namespace Lumina.Environments;

/// <summary>Where a component is on its platform: account, region, cluster, namespace. Recorded with the intent, so that destroying never uses an ambient default.</summary>
public sealed record ComponentLocation
{
    /// <summary>Nothing to tell apart: the platform has only one place.</summary>
    public static ComponentLocation Only { get; } = new();

    /// <summary>The account, or null.</summary>
    public string? Account { get; init; }

    /// <summary>The region, or null.</summary>
    public string? Region { get; init; }

    /// <summary>The cluster, machine or server, or null.</summary>
    public string? Cluster { get; init; }

    /// <summary>The namespace within the cluster, or null.</summary>
    public string? Namespace { get; init; }
}
