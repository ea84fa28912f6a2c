namespace Lumina.Environments;

/// <summary>A subnet.</summary>
/// <param name="Name">Its name within the network: a DNS label.</param>
/// <param name="Cidr">Its addresses, as a CIDR block. Null, the default, for a part of the network's.</param>
public sealed record SubnetSpec(string Name, string? Cidr = null)
{
    /// <summary>Whether it is reachable from the internet. Default: no.</summary>
    public bool Public { get; init; }

    /// <summary>The availability zone; null for the platform's choice.</summary>
    public string? AvailabilityZone { get; init; }
}
