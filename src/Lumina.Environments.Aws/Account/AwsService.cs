namespace Lumina.Environments.Aws;

/// <summary>One of AWS's services, as a signed call needs to know it.</summary>
/// <param name="Name">The name that is signed and in the host: <c>ec2</c>.</param>
/// <param name="Version">Of the query protocol: a date; of the JSON protocol: what stands before the action in <c>X-Amz-Target</c>. Empty where neither is used.</param>
internal sealed record AwsService(string Name, string Version)
{
    /// <summary>The name in policies: <c>tag</c> where the host is <c>tagging</c>.</summary>
    public string PolicyName { get => field ?? Name; private init; }

    /// <summary>Whether one endpoint answers for all regions.</summary>
    private bool IsGlobal { get; init; }

    public static AwsService Sts { get; } = new("sts", "2011-06-15");

    public static AwsService Tagging { get; } = new("tagging", "ResourceGroupsTaggingAPI_20170126") { PolicyName = "tag" };

    public static AwsService Ec2 { get; } = new("ec2", "2016-11-15");

    public static AwsService AutoScaling { get; } = new("autoscaling", "2011-01-01");

    public static AwsService Iam { get; } = new("iam", "2010-05-08") { IsGlobal = true };

    public static AwsService LoadBalancing { get; } = new("elasticloadbalancing", "2015-12-01");

    public static AwsService Rds { get; } = new("rds", "2014-10-31");

    public static AwsService CloudWatch { get; } = new("monitoring", "2010-08-01") { PolicyName = "cloudwatch" };

    public static AwsService Events { get; } = new("events", "AWSEvents");

    public static AwsService ApiGateway { get; } = new("apigateway", "");

    public static AwsService Ecs { get; } = new("ecs", "AmazonEC2ContainerServiceV20141113");

    public static AwsService Kms { get; } = new("kms", "TrentService");

    public static AwsService Route53 { get; } = new("route53", "") { IsGlobal = true };

    public static AwsService Backup { get; } = new("backup", "");

    /// <summary>The region that a call is signed for.</summary>
    public string SigningRegion(string region) => !IsGlobal ? region : AwsPartition.Of(region).GlobalRegion;

    /// <summary>Where it answers.</summary>
    public Uri Endpoint(string region, Uri? emulator)
    {
        if (emulator is not null)
        {
            return emulator;
        }

        string suffix = AwsPartition.Of(region).DnsSuffix;
        return new Uri(IsGlobal ? $"https://{Name}.{suffix}/" : $"https://{Name}.{region}.{suffix}/");
    }
}
