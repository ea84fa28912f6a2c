namespace Lumina.Environments;

/// <summary>A rule of a security group: ports, and who is on the other side (a CIDR block or a security group, one of the two).</summary>
/// <param name="FromPort">The first port, 0 to 65,535.</param>
/// <param name="ToPort">The last port, at least the first.</param>
public sealed record SecurityRuleSpec(int FromPort, int ToPort)
{
    /// <summary>The protocol: <c>tcp</c>, <c>udp</c>, <c>icmp</c> or <c>all</c>. Default: <c>tcp</c>.</summary>
    public string Protocol { get; init; } = "tcp";

    /// <summary>The other side as a CIDR block; null where it is a group.</summary>
    public string? Cidr { get; init; }

    /// <summary>The other side as a security group of the same network; null where it is a CIDR block.</summary>
    public string? Group { get; init; }
}
