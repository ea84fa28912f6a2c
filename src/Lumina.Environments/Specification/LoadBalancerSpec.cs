namespace Lumina.Environments;

/// <summary>A load balancer in front of the machines.</summary>
public sealed record LoadBalancerSpec
{
    /// <summary>Whether it is reachable from the internet. Default: no.</summary>
    public bool Public { get; init; }

    /// <summary>The ports on which it listens, 1 to 65,535. Default: 80.</summary>
    public IReadOnlyList<int> Ports { get; init => field = [.. value]; } = [80];
}
