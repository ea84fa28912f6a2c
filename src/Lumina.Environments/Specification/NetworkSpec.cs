namespace Lumina.Environments;

/// <summary>What is wanted of the network of an environment.</summary>
public sealed record NetworkSpec : ComponentSpec
{
    /// <inheritdoc />
    public override string Kind => ComponentKinds.Network;

    /// <summary>The addresses of the whole network, as a CIDR block. Null, the default, for one that the platform chooses, apart from its other networks.</summary>
    public string? Cidr { get; init; }

    /// <summary>The subnets. Their blocks are all given, within <see cref="Cidr"/> and apart from each other, or none is: then each has an equal part of the network.</summary>
    public IReadOnlyList<SubnetSpec> Subnets { get; init => field = [.. value]; } = [];

    /// <summary>The security groups.</summary>
    public IReadOnlyList<SecurityGroupSpec> SecurityGroups { get; init => field = [.. value]; } = [];

    /// <summary>Whether it has an internet gateway. Default: no.</summary>
    public bool InternetGateway { get; init; }

    /// <summary>Whether its private subnets reach the internet through a NAT gateway. Default: no.</summary>
    public bool NatGateway { get; init; }

    /// <summary>Not known before it is made: identifiers of the platform.</summary>
    public override IEnumerable<string>? DeclaredOutputs => null;
}
