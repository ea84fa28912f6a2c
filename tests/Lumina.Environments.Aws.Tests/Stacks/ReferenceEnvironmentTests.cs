using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>The reference environment of the samples, as far as moto goes: it runs no containers, and a cache never leaves it.</summary>
[Trait("Category", "Soak")]
public sealed class ReferenceEnvironmentTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task The_reference_environment_is_there_as_it_says_with_its_price()
    {
        await using AwsEnvironmentLab lab = new(moto, options => options.Region = "us-east-1");
        EnvironmentSpec reference = EnvironmentSpec.FromJson(await File.ReadAllTextAsync(Sample()));
        EnvironmentSpec spec = reference with
        {
            Databases = [.. reference.Databases.Where(database => database.Type == DatabaseType.PostgreSql)],
            Services = [],
            Monitoring = reference.Monitoring! with { Metrics = ["cpu", "requests", "latency"], Dashboards = [new DashboardSpec("overview") { Metrics = ["cpu", "requests"] }] },
        };

        EnvironmentPlan plan = await lab.Manager.PlanAsync(spec);
        TestEnvironment environment = await lab.Manager.OpenAsync(spec);

        // By the table, in dollars an hour: machines, load balancer, NAT gateway, database, its storage for a month of 730 hours, three public addresses.
        plan.EstimatedCost!.Hourly.Should().BeApproximately((2 * 0.0416m) + 0.0225m + 0.045m + 0.072m + (20 * 0.115m / 730) + (3 * 0.005m), 0.0001m);
        plan.EstimatedCost.Unknown.Should().Contain(unknown => unknown.Contains("monitoring"));
        JsonElement group = (await moto.AskAsync("autoscaling", "describe-auto-scaling-groups", "--region", "us-east-1")).GetProperty("AutoScalingGroups")[0];
        (group.GetProperty("MinSize").GetInt32(), group.GetProperty("MaxSize").GetInt32()).Should().Be((2, 4));
        JsonElement database = (await moto.AskAsync("rds", "describe-db-instances", "--region", "us-east-1")).GetProperty("DBInstances")[0];
        database.GetProperty("Engine").GetString().Should().Be("postgres");
        database.GetProperty("EngineVersion").GetString().Should().StartWith("14");
        database.GetProperty("AllocatedStorage").GetInt32().Should().Be(20);
        database.GetProperty("StorageEncrypted").GetBoolean().Should().BeTrue();
        database.GetProperty("BackupRetentionPeriod").GetInt32().Should().Be(7);
        database.GetProperty("PubliclyAccessible").GetBoolean().Should().BeFalse();
        JsonElement balancer = (await moto.AskAsync("elbv2", "describe-load-balancers", "--region", "us-east-1")).GetProperty("LoadBalancers")[0];
        (balancer.TryGetProperty("Scheme", out JsonElement scheme) ? scheme.GetString() : "not told by moto").Should().NotBe("internal");
        JsonElement subnets = await moto.AskAsync("ec2", "describe-subnets", "--region", "us-east-1", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Id.Value}");
        subnets.GetProperty("Subnets").EnumerateArray().Select(subnet => subnet.GetProperty("CidrBlock").GetString()).Should().BeEquivalentTo(spec.Network!.Subnets.Select(subnet => subnet.Cidr));
        JsonElement alarms = await moto.AskAsync("cloudwatch", "describe-alarms", "--region", "us-east-1");
        alarms.GetProperty("MetricAlarms").EnumerateArray().Should().NotBeEmpty();

        await environment.DisposeAsync();

        (await moto.AskAsync("rds", "describe-db-instances", "--region", "us-east-1")).GetProperty("DBInstances").EnumerateArray().Should().BeEmpty();
        (await moto.AskAsync("elbv2", "describe-load-balancers", "--region", "us-east-1")).GetProperty("LoadBalancers").EnumerateArray().Should().BeEmpty();
    }

    private static string Sample([CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, "../../../samples/platform/environment.json");
}
