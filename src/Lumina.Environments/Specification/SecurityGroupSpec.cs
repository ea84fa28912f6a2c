namespace Lumina.Environments;

/// <summary>A security group: what may come in and go out.</summary>
/// <param name="Name">Its name within the network: a DNS label.</param>
public sealed record SecurityGroupSpec(string Name)
{
    /// <summary>What may come in.</summary>
    public IReadOnlyList<SecurityRuleSpec> Ingress { get; init => field = [.. value]; } = [];

    /// <summary>What may go out.</summary>
    public IReadOnlyList<SecurityRuleSpec> Egress { get; init => field = [.. value]; } = [];
}
