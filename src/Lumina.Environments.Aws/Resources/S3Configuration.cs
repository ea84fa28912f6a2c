namespace Lumina.Environments.Aws;

/// <summary>A bucket: private, encrypted, and emptied when it is destroyed.</summary>
internal sealed class S3Configuration : IResourceConfiguration
{
    private const string Versioning = "versioning";
    private const string ExpireAfterDays = "expireAfterDays";
    private const int LongestExpiry = 3_650;

    public ResourceType Type => ResourceType.S3;

    public IReadOnlyList<string> Settings => [Versioning, ExpireAfterDays];

    public IReadOnlyList<string> Outputs => ["bucketName", "arn"];

    public static TerraformAddress BucketAddress(AwsComponent component, string name) => component.Address("aws_s3_bucket", name);

    /// <summary>What must stand before a policy: AWS refuses two changes of a bucket at once.</summary>
    public static TerraformAddress AccessAddress(AwsComponent component, string name) => component.Address("aws_s3_bucket_public_access_block", name);

    /// <summary>AWS is asked for about a minute whether it keeps to the rules of expiry.</summary>
    public TimeSpan EstimateDuration(ResourceSettings settings) => TimeSpan.FromSeconds(settings.Find(ExpireAfterDays) is null ? 15 : 75);

    public IEnumerable<SpecificationFault> FindObstacles(ResourceSettings settings, InfrastructureSpec infrastructure) =>
        new[] { settings.WhyNotFlag(Versioning), settings.WhyNotNumber(ExpireAfterDays, 1, LongestExpiry) }.OfType<SpecificationFault>();

    public void Write(ResourceSettings settings, InfrastructureSpec infrastructure, AwsComponent component, AwsNetwork? network)
    {
        TerraformAddress address = component.Tagged("aws_s3_bucket", settings.Name, new TerraformBlock { ["bucket"] = component.PlatformName(settings.Name, 63), ["force_destroy"] = true });
        TerraformValue bucket = TerraformExpression.Attribute(address, "id");
        component.Untagged("aws_s3_bucket_public_access_block", settings.Name, new TerraformBlock
        {
            ["bucket"] = bucket,
            ["block_public_acls"] = true,
            ["block_public_policy"] = true,
            ["ignore_public_acls"] = true,
            ["restrict_public_buckets"] = true,
        });
        component.Untagged("aws_s3_bucket_server_side_encryption_configuration", settings.Name, new TerraformBlock
        {
            ["bucket"] = bucket,
            ["rule"] = TerraformValue.List(new TerraformBlock
            {
                ["apply_server_side_encryption_by_default"] = TerraformValue.List(new TerraformBlock { ["sse_algorithm"] = "AES256" }),
            }),
        });
        TerraformAddress? versioning = settings.Flag(Versioning)
            ? component.Untagged("aws_s3_bucket_versioning", settings.Name, new TerraformBlock { ["bucket"] = bucket, ["versioning_configuration"] = TerraformValue.List(new TerraformBlock { ["status"] = "Enabled" }) })
            : null;
        if (settings.Find(ExpireAfterDays) is not null)
        {
            component.Untagged("aws_s3_bucket_lifecycle_configuration", settings.Name, new TerraformBlock
            {
                ["bucket"] = bucket,
                ["rule"] = TerraformValue.List(Expiry(settings.Number(ExpireAfterDays, otherwise: 0))),
                ["depends_on"] = versioning is { } enabled ? TerraformValue.List(enabled) : null,
            });
        }

        component.Output(settings.OutputName("bucketName"), bucket);
        component.Output(settings.OutputName("arn"), TerraformExpression.Attribute(address, "arn"));
    }

    private static TerraformBlock Expiry(long days) => new()
    {
        ["id"] = "expire",
        ["status"] = "Enabled",
        ["filter"] = TerraformValue.List(new TerraformBlock { ["prefix"] = "" }),
        ["expiration"] = TerraformValue.List(new TerraformBlock { ["days"] = days }),
        ["noncurrent_version_expiration"] = TerraformValue.List(new TerraformBlock { ["noncurrent_days"] = days }),
        ["abort_incomplete_multipart_upload"] = TerraformValue.List(new TerraformBlock { ["days_after_initiation"] = days }),
    };
}
