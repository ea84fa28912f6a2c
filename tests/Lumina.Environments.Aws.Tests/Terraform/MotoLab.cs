namespace Lumina.Environments.Aws.Tests;

/// <summary>Configurations of small resources for moto.</summary>
internal static class MotoLab
{
    public const string Tag = "lumina-environment";

    public static TerraformAddress Queue { get; } = TerraformAddress.For("aws_sqs_queue", ComponentName.Service("orders"));

    public static TerraformAddress Bucket { get; } = TerraformAddress.For("aws_s3_bucket", ComponentName.Service("files"));

    public static TerraformAddress Table { get; } = TerraformAddress.For("aws_dynamodb_table", ComponentName.Database("carts"));

    public static TerraformAddress Group { get; } = TerraformAddress.For("aws_security_group", ComponentName.Network);

    public static TerraformAddress Parse(string address) => new(address.Split('.')[0], address.Split('.')[1]);

    public static TerraformProvider Provider => new("aws", "hashicorp/aws", TestTools.ProviderVersion);

    public static TerraformLab Create(MotoServer moto) => new(new TerraformOptions { Variables = moto.Variables });

    /// <summary>The provider, whose tags are on everything.</summary>
    public static TerraformJson Configuration(string environment) => new TerraformJson().Provider(
        Provider,
        new TerraformBlock
        {
            ["region"] = "eu-central-1",
            ["s3_use_path_style"] = true,
            ["default_tags"] = TerraformValue.List(new TerraformBlock { ["tags"] = TerraformValue.Map([new(Tag, environment)]) }),
        });

    public static TerraformBlock SmallTable(string name) => new()
    {
        ["name"] = name,
        ["billing_mode"] = "PAY_PER_REQUEST",
        ["hash_key"] = "id",
        ["attribute"] = TerraformValue.List(new TerraformBlock { ["name"] = "id", ["type"] = "S" }),
    };

    /// <summary>A queue, then something slow, then a log group.</summary>
    public static TerraformJson Halting(string environment, string command) => Configuration(environment)
        .Resource(Queue, new TerraformBlock { ["name"] = $"{environment}-orders" })
        .Resource(TerraformLab.Data("slow"), TerraformLab.Slow(command, Queue))
        .Resource(LogGroup, new TerraformBlock { ["name"] = $"{environment}-log", ["depends_on"] = TerraformValue.List(TerraformLab.Data("slow")) });

    public static TerraformAddress LogGroup { get; } = TerraformAddress.For("aws_cloudwatch_log_group", ComponentName.Monitoring);
}
