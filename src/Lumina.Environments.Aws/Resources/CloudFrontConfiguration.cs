namespace Lumina.Environments.Aws;

/// <summary>A distribution before a bucket of the same infrastructure, which stays private, or before its public load balancer. What it hands out is open to the world: that is what it is for.</summary>
internal sealed class CloudFrontConfiguration : IResourceConfiguration
{
    private const string Origin = "origin";
    private const string DefaultObject = "defaultObject";
    private const string PriceClass = "priceClass";

    // AWS's own policies; these identifiers are the same in every account.
    private const string CachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6";
    private const string CachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
    private const string AllViewerRequests = "216adef6-5c7f-47e4-b989-5492eafa07d3";

    public ResourceType Type => ResourceType.CloudFront;

    public IReadOnlyList<string> Settings => [Origin, DefaultObject, PriceClass];

    public IReadOnlyList<string> Outputs => ["url", "distributionId"];

    /// <summary>Spreading it over the world takes minutes.</summary>
    public TimeSpan EstimateDuration(ResourceSettings settings) => TimeSpan.FromMinutes(6);

    public IEnumerable<SpecificationFault> FindObstacles(ResourceSettings settings, InfrastructureSpec infrastructure) => new[]
    {
        ResourceTarget.WhyNot(settings, Origin, ResourceType.S3, infrastructure),
        settings.Find(Origin) == ResourceTarget.LoadBalancer && infrastructure.LoadBalancer is { Public: false }
            ? settings.Fault(Origin, $"{settings.Title} reaches the load balancer over the internet, and it is not public.", "Set loadBalancer.public.")
            : null,
        settings.WhyNotOneOf(PriceClass, ["PriceClass_100", "PriceClass_200", "PriceClass_All"]),
        FindRival(settings, infrastructure),
    }.OfType<SpecificationFault>();

    public void Write(ResourceSettings settings, InfrastructureSpec infrastructure, AwsComponent component, AwsNetwork? network)
    {
        bool isBucket = settings.Get(Origin) != ResourceTarget.LoadBalancer;
        TerraformAddress distribution = component.Tagged("aws_cloudfront_distribution", settings.Name, new TerraformBlock
        {
            ["enabled"] = true,
            ["comment"] = component.PlatformName(settings.Name, 128),
            ["is_ipv6_enabled"] = true,
            ["default_root_object"] = settings.Find(DefaultObject) is { } page ? (TerraformValue)page : null,
            ["price_class"] = settings.Find(PriceClass) ?? "PriceClass_100",
            ["origin"] = TerraformValue.List(isBucket ? Bucket(settings, component) : Balancer(infrastructure, component)),
            ["default_cache_behavior"] = TerraformValue.List(new TerraformBlock
            {
                ["target_origin_id"] = settings.Get(Origin),
                ["viewer_protocol_policy"] = "redirect-to-https",
                ["allowed_methods"] = isBucket ? TerraformValue.List("GET", "HEAD") : TerraformValue.List("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
                ["cached_methods"] = TerraformValue.List("GET", "HEAD"),
                ["cache_policy_id"] = isBucket ? CachingOptimized : CachingDisabled,
                ["origin_request_policy_id"] = isBucket ? null : (TerraformValue)AllViewerRequests,
                ["compress"] = true,
            }),
            ["restrictions"] = TerraformValue.List(new TerraformBlock { ["geo_restriction"] = TerraformValue.List(new TerraformBlock { ["restriction_type"] = "none" }) }),
            ["viewer_certificate"] = TerraformValue.List(new TerraformBlock { ["cloudfront_default_certificate"] = true }),
        });
        if (isBucket)
        {
            WriteBucketPolicy(settings, component, distribution);
        }

        component.Output(settings.OutputName("url"), TerraformExpression.Join("https://", TerraformExpression.Attribute(distribution, "domain_name")));
        component.Output(settings.OutputName("distributionId"), TerraformExpression.Attribute(distribution, "id"));
    }

    /// <summary>A bucket has one policy, so that one distribution alone can be let in.</summary>
    private static SpecificationFault? FindRival(ResourceSettings settings, InfrastructureSpec infrastructure) =>
        settings.Find(Origin) is { } origin && origin != ResourceTarget.LoadBalancer
        && infrastructure.Resources.First(resource => resource.Type == ResourceType.CloudFront && resource.Settings.GetValueOrDefault(Origin) == origin).Name is var first && first != settings.Name
            ? settings.Fault(Origin, $"{settings.Title} stands before '{origin}', as cloudfront '{first}' does.", "Take one of them for each bucket.")
            : null;

    private static TerraformBlock Bucket(ResourceSettings settings, AwsComponent component)
    {
        string bucket = settings.Get(Origin);
        TerraformAddress access = component.Untagged("aws_cloudfront_origin_access_control", settings.Name, new TerraformBlock
        {
            ["name"] = component.PlatformName(settings.Name, 64),
            ["description"] = "",
            ["origin_access_control_origin_type"] = "s3",
            ["signing_behavior"] = "always",
            ["signing_protocol"] = "sigv4",
        });
        return new TerraformBlock
        {
            ["origin_id"] = bucket,
            ["domain_name"] = TerraformExpression.Attribute(S3Configuration.BucketAddress(component, bucket), "bucket_regional_domain_name"),
            ["origin_access_control_id"] = TerraformExpression.Attribute(access, "id"),
        };
    }

    private static TerraformBlock Balancer(InfrastructureSpec infrastructure, AwsComponent component)
    {
        Listener listener = Listener.Of(infrastructure).First(listener => !listener.Redirects);
        return new TerraformBlock
        {
            ["origin_id"] = ResourceTarget.LoadBalancer,
            ["domain_name"] = listener.IsTls ? DomainConfiguration.Name(infrastructure.Domain!) : TerraformExpression.Attribute(component.Address("aws_lb"), "dns_name"),
            ["custom_origin_config"] = TerraformValue.List(new TerraformBlock
            {
                ["http_port"] = listener.IsTls ? 80 : listener.Port,
                ["https_port"] = listener.IsTls ? listener.Port : Listener.TlsPort,
                ["origin_protocol_policy"] = listener.IsTls ? "https-only" : "http-only",
                ["origin_ssl_protocols"] = TerraformValue.List("TLSv1.2"),
            }),
        };
    }

    private static void WriteBucketPolicy(ResourceSettings settings, AwsComponent component, TerraformAddress distribution)
    {
        TerraformAddress bucket = S3Configuration.BucketAddress(component, settings.Get(Origin));
        component.Untagged("aws_s3_bucket_policy", settings.Get(Origin), new TerraformBlock
        {
            ["bucket"] = TerraformExpression.Attribute(bucket, "id"),
            ["policy"] = TerraformExpression.Join(
                """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":""" + '"',
                TerraformExpression.Attribute(bucket, "arn"),
                """/*","Condition":{"StringEquals":{"AWS:SourceArn":""" + '"',
                TerraformExpression.Attribute(distribution, "arn"),
                "\"}}}]}"),
            ["depends_on"] = TerraformValue.List(S3Configuration.AccessAddress(component, settings.Get(Origin))),
        });
    }
}
