namespace Lumina.Environments;

/// <summary>A type of cloud resource. Open: other words are allowed where a provider knows them.</summary>
/// <param name="Name">The name, in lower case.</param>
public readonly record struct ResourceType(string Name)
{
    /// <summary>EC2 instances.</summary>
    public static ResourceType Ec2 => new("ec2");

    /// <summary>An RDS instance.</summary>
    public static ResourceType Rds => new("rds");

    /// <summary>An S3 bucket.</summary>
    public static ResourceType S3 => new("s3");

    /// <summary>A Lambda function.</summary>
    public static ResourceType Lambda => new("lambda");

    /// <summary>An API Gateway.</summary>
    public static ResourceType ApiGateway => new("api-gateway");

    /// <summary>A CloudFront distribution.</summary>
    public static ResourceType CloudFront => new("cloudfront");

    /// <summary>A Route 53 zone or record.</summary>
    public static ResourceType Route53 => new("route53");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
