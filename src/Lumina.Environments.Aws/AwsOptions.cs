using Amazon.Runtime;

namespace Lumina.Environments;

/// <summary>Where environments on AWS go and how they are reached.</summary>
public sealed class AwsOptions
{
    /// <summary>The section of the configuration that they are read from.</summary>
    public const string SectionName = "Lumina:Aws";

    /// <summary>What the providers of all kinds of components are called.</summary>
    internal const string ProviderName = "aws";

    /// <summary>The region for environments whose infrastructure names none, such as <c>eu-central-1</c>. Default: as the AWS SDK finds it (<c>AWS_REGION</c>, the profile).</summary>
    public string? Region { get; set; }

    /// <summary>The profile of the AWS configuration files. Default: as the AWS SDK finds it.</summary>
    public string? Profile { get; set; }

    /// <summary>A role that is assumed for everything. A run of terraform may be longer than its session, not longer than the credentials last that it is assumed with. Default: none.</summary>
    public string? RoleArn { get; set; }

    /// <summary>The external identifier that the role asks for. Default: none.</summary>
    public string? RoleExternalId { get; set; }

    /// <summary>Credentials, in place of the AWS SDK's default chain.</summary>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>The account that environments may be made in; another is refused before anything is made. Default: whichever the credentials are of.</summary>
    public string? AccountId { get; set; }

    /// <summary>One address for all of AWS, for emulators. Default: AWS's own.</summary>
    public Uri? EndpointUrl { get; set; }

    /// <summary>Where terraform's working directories are kept: the record of what it made, with secrets in it, so on a disk that survives a restart. Default: a folder of the user's local application data.</summary>
    public string? StateDirectory { get; set; }

    /// <summary>Copies of what <see cref="StateDirectory"/> holds, for other machines.</summary>
    public AwsStateCopyOptions StateCopies { get; } = new();

    /// <summary>From where a test outside of AWS reaches what it must, such as a database: CIDR blocks, <c>203.0.113.7/32</c> say. Without one, what is made can be reached from its own network only.</summary>
    public IList<string> CallerCidrs { get; } = [];

    /// <summary>The block of IPv4 addresses from which networks get theirs that name none, each one that no other VPC of the account has in the region. Default: <c>10.0.0.0/8</c>.</summary>
    public string NetworkPool { get; set; } = "10.0.0.0/8";

    /// <summary>How large a network from <see cref="NetworkPool"/> is, as the length of its prefix: 16 (65,536 addresses) to 26. Default: 16.</summary>
    public int NetworkPrefixLength { get; set; } = 16;

    /// <summary>An existing VPC for environments that bring no network of their own. Default: the account's default VPC.</summary>
    public string? VpcId { get; set; }

    /// <summary>Subnets of <see cref="VpcId"/>, in two zones at least. Default: all of it.</summary>
    public IList<string> SubnetIds { get; } = [];

    /// <summary>Security groups of <see cref="VpcId"/> that machines, services and databases are members of beside their own: what these let in and out is let in and out then, too. Up to 4. Default: none.</summary>
    public IList<string> SecurityGroupIds { get; } = [];

    /// <summary>The version of the AWS provider for terraform. Default: 5.100.0, with which this library was tested.</summary>
    public string ProviderVersion { get; set; } = "5.100.0";

    /// <summary>How terraform is found and run.</summary>
    public AwsTerraformOptions Terraform { get; } = new();
}
