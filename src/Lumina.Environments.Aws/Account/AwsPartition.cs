namespace Lumina.Environments.Aws;

/// <summary>A part of AWS that shares nothing with the others.</summary>
/// <param name="Name">As it stands in ARNs.</param>
/// <param name="DnsSuffix">What its hosts end with.</param>
/// <param name="GlobalRegion">The region that calls of global services are signed for.</param>
internal sealed record AwsPartition(string Name, string DnsSuffix, string GlobalRegion)
{
    public static AwsPartition Of(string region) => region switch
    {
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => new("aws-cn", "amazonaws.com.cn", "cn-north-1"),
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => new("aws-us-gov", "amazonaws.com", "us-gov-west-1"),
        _ => new("aws", "amazonaws.com", "us-east-1"),
    };
}
