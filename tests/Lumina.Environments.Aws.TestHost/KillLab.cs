using Amazon.Runtime;

namespace Lumina.Environments.Aws.TestHost;

/// <summary>Whole managers on one moto, one state directory and one SQLite store, as several processes have them.</summary>
/// <param name="Endpoint">Where AWS is.</param>
/// <param name="Directory">Where terraform's workspaces and the store are.</param>
/// <param name="Mirror">The mirror of providers.</param>
/// <param name="ProviderVersion">The version of the AWS provider in it.</param>
internal sealed record KillLab(string Endpoint, string Directory, string Mirror, string ProviderVersion)
{
    public EnvironmentManager Manager(string actor) => EnvironmentManager.Create(environments => environments
        .UseAws(options =>
        {
            options.Region = "eu-central-1";
            options.EndpointUrl = new Uri(Endpoint);
            options.Credentials = new BasicAWSCredentials("testing", "testing");
            options.StateDirectory = Path.Combine(Directory, "aws");
            options.ProviderVersion = ProviderVersion;
            options.Terraform.PluginMirror = Mirror;
        })
        .UseSqlite(Path.Combine(Directory, "store.db"))
        .Configure(options =>
        {
            options.Installation = "killed";
            options.Actor = actor;
            options.LeaseDuration = TimeSpan.FromSeconds(3);
        }));

    /// <summary>A module that makes a topic and a group of logs.</summary>
    public string WriteModule()
    {
        string folder = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "module")).FullName;
        File.WriteAllText(Path.Combine(folder, "main.tf"), """
            variable "prefix" {}
            resource "aws_cloudwatch_log_group" "orders" {
              name = "${var.prefix}-orders"
            }
            resource "aws_sns_topic" "orders" {
              name       = "${var.prefix}-orders"
              depends_on = [aws_cloudwatch_log_group.orders]
            }
            """);
        return folder;
    }

    /// <summary>A network, a bucket, a table and a module.</summary>
    public EnvironmentSpec Shop(InterruptionPolicy onInterruption) => new("shop", "payments")
    {
        Components = [new TerraformModuleSpec("orders") { Source = WriteModule(), NameVariable = "prefix" }],
        OnInterruption = onInterruption,
        Network = new NetworkSpec
        {
            Cidr = "10.0.0.0/16",
            Subnets = [new SubnetSpec("back", "10.0.1.0/24")],
            SecurityGroups = [new SecurityGroupSpec("web") { Ingress = [new SecurityRuleSpec(443, 443) { Cidr = "10.0.0.0/16" }] }],
        },
        Infrastructure = new InfrastructureSpec { Resources = [new ResourceSpec("files", ResourceType.S3)] },
        Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
    };
}
