using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Previews by the real terraform's own plan, against moto.</summary>
[Trait("Category", "Cost")]
public sealed class AwsPreviewTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task A_preview_prices_each_resource_of_terraforms_plan_a_modules_too_and_makes_nothing()
    {
        await using AwsEnvironmentLab lab = new(moto, options => options.Region = "us-east-1");

        EnvironmentPreview preview = await lab.Manager.PreviewAsync(Spec(lab));

        // By the table, in dollars an hour: two machines with 8 GiB each, load balancer, two addresses of it, NAT gateway and its address, database with 20 GiB, the module's machine with 10 GiB.
        preview.Cost.Hourly.Should().BeApproximately(
            (2 * 0.0416m) + (16 * 0.08m / 730) + 0.0225m + (2 * 0.005m) + 0.045m + 0.005m + 0.072m + (20 * 0.115m / 730) + 0.0104m + (10 * 0.08m / 730), 0.000001m);
        preview.Cost.Unknown.Should().Contain(unknown => unknown.Contains("module.") && unknown.Contains("aws_kms_key")).And.Contain(unknown => unknown.StartsWith("monitoring (aws_cloudwatch_metric_alarm."));
        preview.NotPreviewed.Should().BeEmpty();
        preview.Resources.Should().OnlyContain(resource => resource.Action == PlannedAction.Create);
        preview.Resources.Where(resource => resource.Type == "aws_instance").Select(resource => (resource.Component.ToString(), Math.Round(resource.Hourly, 6)))
            .Should().Equal(("infrastructure", 0.042477m), ("infrastructure", 0.042477m), ("terraform-module/own", 0.011496m));
        (await moto.AskAsync("ec2", "describe-instances", "--region", "us-east-1", "--filters", "Name=instance-state-name,Values=pending,running")).GetProperty("Reservations").EnumerateArray().Should().BeEmpty();
        Directory.Exists(Path.Combine(lab.StateDirectory, "environments")).Should().BeFalse();
    }

    [MotoFact]
    [Trait("Category", "Soak")]
    public async Task What_is_made_is_what_was_previewed()
    {
        await using AwsEnvironmentLab lab = new(moto);
        string module = Module(lab, """
            resource "aws_sqs_queue" "each" {
              for_each = toset(["orders", "mails"])
              name     = each.key
            }
            """);
        EnvironmentSpec spec = new("previewed", "payments")
        {
            Network = new NetworkSpec(),
            Infrastructure = new InfrastructureSpec { InstanceCount = 1 },
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
            Components = [new TerraformModuleSpec("own") { Source = module }],
        };

        EnvironmentPreview preview = await lab.Manager.PreviewAsync(spec);
        await using TestEnvironment environment = await lab.Manager.OpenAsync(spec);

        environment.Snapshot.Components.SelectMany(component => component.Resources.Select(resource => (component.Name, resource.Type)))
            .Should().BeEquivalentTo(preview.Resources.Select(resource => (resource.Component, resource.Type)));
    }

    [MotoFact]
    [Trait("Category", "Soak")]
    public async Task What_terraform_cannot_plan_is_a_fault_of_the_spec()
    {
        await using AwsEnvironmentLab lab = new(moto);
        string module = Module(lab, """variable "count_of_machines" { type = number }""");
        EnvironmentSpec spec = new("wrong", "payments") { Components = [new TerraformModuleSpec("own") { Source = module }] };

        InvalidEnvironmentSpecException refused = (await FluentActions.Awaiting(() => lab.Manager.PreviewAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        refused.Faults.Should().ContainSingle().Which.Problem.Should().Contain("terraform-module/own cannot be previewed").And.Contain("count_of_machines");
    }

    private static EnvironmentSpec Spec(AwsEnvironmentLab lab) => new("previewed", "payments")
    {
        Network = new NetworkSpec { InternetGateway = true, NatGateway = true },
        Infrastructure = new InfrastructureSpec { InstanceType = "t3.medium", InstanceCount = 2, LoadBalancer = new LoadBalancerSpec { Public = true } },
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { InstanceClass = "db.t3.medium", StorageGib = 20 }],
        Monitoring = new MonitoringSpec { Alerts = [new AlertSpec("busy", "cpu", AlertOperator.GreaterThan, 90)] },
        Components = [new TerraformModuleSpec("own") { Source = Module(lab, ModuleText), Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { ["type"] = "t3.micro" } }],
    };

    private const string ModuleText = """
        variable "type" { type = string }
        resource "aws_kms_key" "own" {}
        resource "aws_instance" "own" {
          ami           = "ami-12345678"
          instance_type = var.type
          root_block_device {
            volume_type = "gp3"
            volume_size = 10
          }
        }
        """;

    private static string Module(AwsEnvironmentLab lab, string text)
    {
        string folder = Path.Combine(lab.StateDirectory, "module");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "main.tf"), text);
        return folder;
    }
}
