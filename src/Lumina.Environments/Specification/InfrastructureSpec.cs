namespace Lumina.Environments;

/// <summary>What is wanted of the infrastructure under an environment.</summary>
public sealed record InfrastructureSpec : ComponentSpec
{
    /// <inheritdoc />
    public override string Kind => ComponentKinds.Infrastructure;

    /// <summary>The region, such as <c>eu-central-1</c>; null for the platform's default.</summary>
    public string? Region { get; init; }

    /// <summary>The type of machine, such as <c>t3.medium</c>; null for the platform's smallest.</summary>
    public string? InstanceType { get; init; }

    /// <summary>How many machines, 0 to 1,000. Default: 0.</summary>
    public int InstanceCount { get; init; }

    /// <summary>How the number of machines follows the load; null for a fixed number.</summary>
    public AutoScalingSpec? AutoScaling { get; init; }

    /// <summary>A load balancer; null for none.</summary>
    public LoadBalancerSpec? LoadBalancer { get; init; }

    /// <summary>A domain name; null for none.</summary>
    public DomainSpec? Domain { get; init; }

    /// <summary>Backups of the machines; null for none.</summary>
    public BackupSpec? Backup { get; init; }

    /// <summary>What else is configured, in the provider's words, such as what machines run when they start first; never a secret.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init => field = new Dictionary<string, string>(value, StringComparer.Ordinal); } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Cloud resources besides the machines.</summary>
    public IReadOnlyList<ResourceSpec> Resources { get; init => field = [.. value]; } = [];

    /// <summary>Not known before it is made: a resource's outputs are its provider's.</summary>
    public override IEnumerable<string>? DeclaredOutputs => null;
}
