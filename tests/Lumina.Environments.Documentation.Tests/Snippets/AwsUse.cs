using Amazon.Runtime;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class AwsUse
{
    public static async Task OpenAsync()
    {
#pragma warning disable CA1416 // The page says that it is for Linux so far.
        // snippet: aws
        EnvironmentSpec spec = new("checkout", owner: "payments")
        {
            Infrastructure = new InfrastructureSpec { Region = "eu-central-1", InstanceType = "t3.medium", InstanceCount = 2, LoadBalancer = new LoadBalancerSpec() },
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Version = "14", StorageGib = 20 }],
            Monitoring = new MonitoringSpec { Metrics = ["cpu"], Logs = new LogSpec { Groups = ["api"] } },
        };

        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseAws().UseSqlite("environments.db"));
        await using TestEnvironment environment = await manager.OpenAsync(spec);
        // end snippet
#pragma warning restore CA1416
    }

    public static async Task EmulateAsync()
    {
#pragma warning disable CA1416
        // snippet: aws-emulator
        await using EnvironmentManager emulated = EnvironmentManager.Create(environments => environments
            .UseSqlite("environments.db")
            .UseAws(options =>
            {
                options.EndpointUrl = new Uri("http://127.0.0.1:5000");
                options.Region = "eu-central-1";
                options.Credentials = new BasicAWSCredentials("testing", "testing");
                options.Terraform.PluginMirror = "/opt/terraform-providers"; // where the registry can't be reached
                options.CallerCidrs.Add("203.0.113.7/32");
            }));
        // end snippet
#pragma warning restore CA1416
    }

    public static async Task ShareAsync(IEnvironmentStore sharedStore)
    {
#pragma warning disable CA1416
        // snippet: aws-copies-in-store
        await using EnvironmentManager stored = EnvironmentManager.Create(environments => environments.UseSqlite("environments.db").UseAws(options => options.StateCopies.InStore = true));
        // end snippet

        // snippet: aws-copies
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseStore(sharedStore).UseAws(options => options.StateCopies.Bucket = "our-test-environments"));
        // end snippet
#pragma warning restore CA1416
    }

    public static DatabaseSpec Table()
    {
        // snippet: aws-table
        DatabaseSpec events = new("events", DatabaseType.DynamoDb)
        {
            Settings = new Dictionary<string, string> { ["hashKey"] = "customer", ["rangeKey"] = "at", ["rangeKeyType"] = "number", ["ttlAttribute"] = "expires" },
        };
        // end snippet
        return events;
    }

    public static EnvironmentSpec Module()
    {
        // snippet: aws-module
        TerraformModuleSpec queues = new("queues")
        {
            Source = "./infra/queues", // a folder, or any other source that terraform takes
            NameVariable = "prefix", // a variable that is given a name which no other environment has
            Variables = new Dictionary<string, JsonNode?> { ["names"] = new JsonArray("orders", "mails"), ["retention"] = 86400 },
            Outputs = ["ordersUrl"],
        };
        EnvironmentSpec spec = new("checkout", owner: "payments") { Components = [queues] };
        // end snippet
        return spec;
    }
}
