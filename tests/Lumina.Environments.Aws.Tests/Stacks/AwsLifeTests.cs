using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What may happen to an environment on AWS, each against the real terraform and moto.</summary>
[Trait("Category", "Soak")]
public sealed class AwsLifeTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task A_module_of_ones_own_is_used_as_it_is_and_gone_with_its_environment()
    {
        InMemoryEnvironmentStore store = new();
        await using AwsEnvironmentLab lab = new(moto, store: store);
        string module = Path.Combine(lab.StateDirectory, "queues");
        Directory.CreateDirectory(module);
        await File.WriteAllTextAsync(Path.Combine(module, "main.tf"), """
            variable "names" { type = list(string) }
            variable "retention" { type = number }
            variable "note" { type = string }
            variable "none" {
              type    = string
              default = "given"
            }
            resource "aws_sqs_queue" "each" {
              for_each                  = toset(var.names)
              name                      = each.key
              message_retention_seconds = var.retention
            }
            resource "aws_cloudwatch_log_group" "each" {
              count = 5
              name  = "module-${count.index}"
            }
            resource "aws_ssm_parameter" "note" {
              name  = "/module/note"
              type  = "String"
              value = var.note
            }
            output "none" { value = var.none == null ? "null" : var.none }
            output "urls" { value = [for queue in aws_sqs_queue.each : queue.url] }
            output "first" { value = aws_sqs_queue.each["a.b"].url }
            """.Replace("a.b", "a-b", StringComparison.Ordinal));
        EnvironmentSpec spec = new("own-module", "payments")
        {
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
            Components =
            [
                new TerraformModuleSpec("queues")
                {
                    Source = module,
                    Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
                    {
                        ["names"] = new JsonArray("a-b", "c", "d", "e", "f", "g", "h", "i", "j"),
                        ["retention"] = 86400,
                        ["note"] = "${path.module} is \"text\" %{here}",
                        ["none"] = null,
                    },
                    Outputs = ["urls", "first", "none"],
                },
            ],
        };

        TestEnvironment environment = await lab.Manager.OpenAsync(spec);

        ComponentName name = new(TerraformModuleSpec.KindName, "queues");
        environment.Output(name, "first").Should().EndWith("/a-b");
        environment.Output(name, "none").Should().Be("null");
        environment.Snapshot.Find(name)!.Resources.Should().HaveCount(15);
        (await moto.ListAsync(OwnershipMarks.ComponentMark, name.ToString())).Should().HaveCount(15);
        (await moto.AskAsync("ssm", "get-parameter", "--name", "/module/note")).GetProperty("Parameter").GetProperty("Value").GetString().Should().Be("${path.module} is \"text\" %{here}");

        // To another process, which has made nothing just now, what is not listed is gone.
        await using (AwsEnvironmentLab other = new(moto, stateDirectory: lab.StateDirectory, store: store))
        {
            (await other.Manager.CheckHealthAsync(environment.Id)).ToString().Should().NotContain("somebody else has deleted").And.Contain("Pass");
            await moto.AskAsync("logs", "delete-log-group", "--log-group-name", "module-3");
            EnvironmentHealth health = await other.Manager.CheckHealthAsync(environment.Id);
            health.ToString().Should().Contain("somebody else has deleted").And.Contain("aws_cloudwatch_log_group.each[3]");
            await other.Manager.RestartAsync(environment.Id, name);
            (await other.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        }

        Directory.Delete(module, recursive: true);
        await environment.DisposeAsync();

        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task What_was_put_together_though_the_answer_was_lost_is_made_whole()
    {
        await using RefusingAws aws = new(moto, "AttachInternetGateway", HttpStatusCode.InternalServerError, "InternalError", "An internal error has occurred.") { IsCarriedOut = true, Times = 1 };
        await using AwsEnvironmentLab lab = new(moto, options => options.EndpointUrl = aws.Endpoint);

        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("joined", "payments") { Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("front", "10.0.1.0/24") { Public = true }], InternetGateway = true } });

        JsonElement gateways = await moto.AskAsync("ec2", "describe-internet-gateways", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Id.Value}");
        gateways.GetProperty("InternetGateways").EnumerateArray().Should().ContainSingle().Which.GetProperty("Attachments").GetArrayLength().Should().Be(1);
        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task What_somebody_has_deleted_keeps_nothing_from_an_extension()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSpec spec = new("deleted", "payments") { Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb), new DatabaseSpec("orders", DatabaseType.DynamoDb)] };
        TestEnvironment environment = await lab.Manager.OpenAsync(spec);
        await moto.AskAsync("dynamodb", "delete-table", "--table-name", environment.Snapshot.Find(ComponentName.Database("carts"))!.ExternalName);

        // What is gone needs no tags.
        EnvironmentSnapshot extended = await lab.Manager.ExtendAsync(environment.Id, TimeSpan.FromHours(2));

        Dictionary<string, string> marks = (await moto.AskAsync("dynamodb", "list-tags-of-resource", "--resource-arn", $"arn:aws:dynamodb:eu-central-1:123456789012:table/{environment.Snapshot.Find(ComponentName.Database("orders"))!.ExternalName}"))
            .GetProperty("Tags").EnumerateArray().GroupBy(tag => tag.GetProperty("Key").GetString()!, StringComparer.Ordinal).ToDictionary(tags => tags.Key, tags => tags.Last().GetProperty("Value").GetString()!, StringComparer.Ordinal); // moto keeps the old one
        OwnershipMarks.FromDictionary(marks)!.ExpiresAt.Should().BeCloseTo(extended.ExpiresAt!.Value, TimeSpan.FromSeconds(1));
        await lab.Manager.RestartAsync(environment.Id, ComponentName.Database("carts"));
        await lab.Manager.ExtendAsync(environment.Id, TimeSpan.FromHours(2));
        await environment.DisposeAsync();
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task What_a_role_makes_is_in_the_roles_account_and_is_destroyed_there()
    {
        await using AwsEnvironmentLab lab = new(moto, options => options.RoleArn = "arn:aws:iam::222222222222:role/environments");
        EnvironmentSpec spec = new("by-role", "payments") { Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)] };

        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(spec);

        environment.Components[0].Outputs.Find("arn")!.Reveal().Should().Contain(":222222222222:table/");
        environment.Components[0].Location.Account.Should().Be("222222222222");
        (await lab.Manager.TerminateAsync(environment.Id)).Status.Should().Be(EnvironmentStatus.Terminated);
    }

    [MotoFact]
    public async Task What_another_account_has_made_is_left_alone()
    {
        InMemoryEnvironmentStore store = new();
        await using AwsEnvironmentLab lab = new(moto, store: store);
        await using AwsEnvironmentLab other = new(moto, options => options.RoleArn = "arn:aws:iam::222222222222:role/other", lab.StateDirectory, store);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(Small("accounts"));

        EnvironmentException refused = (await FluentActions.Awaiting(() => other.Manager.TerminateAsync(environment.Id)).Should().ThrowAsync<EnvironmentException>()).Which;

        refused.Message.Should().StartWith("Environment 'accounts' was not terminated, and nothing was touched: ").And.Contain("123456789012").And.Contain("222222222222");
        await FluentActions.Awaiting(() => other.Manager.StopAsync(environment.Id)).Should().ThrowAsync<EnvironmentException>().WithMessage("Environment 'accounts' was not stopped, and nothing was touched: *222222222222*");
        (await lab.Manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Ready);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().NotBeEmpty();
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task An_environment_whose_record_is_lost_is_destroyed_by_the_tags_that_it_bears()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(Small("lost"));
        EnvironmentSnapshot neighbour = await lab.Manager.ProvisionAsync(Small("neighbour"));
        Directory.Delete(Path.Combine(lab.StateDirectory, "environments", environment.Id.Value), recursive: true);

        await lab.Manager.TerminateAsync(environment.Id);

        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, neighbour.Id.Value)).Should().NotBeEmpty();
        await lab.Manager.TerminateAsync(neighbour.Id);
    }

    [MotoFact]
    public async Task What_has_lost_its_tags_and_its_record_is_told_and_not_said_to_be_gone()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("untagged", "payments") { Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb), new DatabaseSpec("orders", DatabaseType.DynamoDb)] });
        Directory.Delete(Path.Combine(lab.StateDirectory, "environments", environment.Id.Value), recursive: true);
        string table = environment.Find(ComponentName.Database("carts"))!.ExternalName;
        string arn = (await moto.AskAsync("dynamodb", "describe-table", "--table-name", table)).GetProperty("Table").GetProperty("TableArn").GetString()!;
        string[] keys = [.. (await moto.AskAsync("dynamodb", "list-tags-of-resource", "--resource-arn", arn)).GetProperty("Tags").EnumerateArray().Select(tag => tag.GetProperty("Key").GetString()!)];
        await moto.AskAsync(["dynamodb", "untag-resource", "--resource-arn", arn, "--tag-keys", .. keys]);

        EnvironmentException failed = (await FluentActions.Awaiting(() => lab.Manager.TerminateAsync(environment.Id)).Should().ThrowAsync<EnvironmentException>()).Which;

        failed.Message.Should().Contain($"aws_dynamodb_table {table}");
        failed.Failures.Select(failure => failure.Component).Should().Equal(ComponentName.Database("carts"));
        (await moto.AskAsync("dynamodb", "list-tables")).GetProperty("TableNames").EnumerateArray().Select(name => name.GetString()).Should().Equal([table], "what bears no marks is nobody's to destroy");
        await moto.AskAsync("dynamodb", "delete-table", "--table-name", table);
        await lab.Manager.TerminateAsync(environment.Id);
    }

    [MotoFact]
    public async Task Where_the_record_is_lost_and_something_unknown_bears_the_tags_its_component_alone_says_what_is_left()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(Small("unknown"));
        Directory.Delete(Path.Combine(lab.StateDirectory, "environments", environment.Id.Value), recursive: true);
        Dictionary<string, string> tags = new(new OwnershipMarks("default", environment.Id, ComponentName.Infrastructure, "payments", environment.ExpiresAt).ToDictionary(), StringComparer.Ordinal);
        await moto.AskAsync("glue", "create-job", "--name", "by-hand", "--role", "r", "--command", "Name=x", "--tags", JsonSerializer.Serialize(tags));

        EnvironmentException failed = (await FluentActions.Awaiting(() => lab.Manager.TerminateAsync(environment.Id)).Should().ThrowAsync<EnvironmentException>()).Which;

        failed.Message.Should().Contain("job/by-hand. Remove that by hand first");
        failed.Failures.Select(failure => failure.Component).Should().Equal(ComponentName.Infrastructure);
        string left = (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().ContainSingle().Which;
        await moto.AskAsync(["glue", "untag-resource", "--resource-arn", left, "--tags-to-remove", .. tags.Keys]);
        await lab.Manager.TerminateAsync(environment.Id);
    }

    [MotoFact]
    public async Task A_sweep_removes_what_has_expired_and_no_store_knows()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot expired = await lab.Manager.ProvisionAsync(Small("expired") with { Lifetime = TimeSpan.FromHours(1) });
        EnvironmentSnapshot living = await lab.Manager.ProvisionAsync(Small("living") with { Lifetime = TimeSpan.FromHours(10) });
        await using AwsEnvironmentLab stranger = new(moto, store: new InMemoryEnvironmentStore(), time: new LaterTime(TimeSpan.FromHours(2)));

        SweepReport all = await stranger.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero, AllInstallations = true, DryRun = true });
        SweepReport report = await stranger.Manager.SweepAsync(new SweepOptions { Grace = TimeSpan.Zero });

        all.Items.Where(item => item.Outcome == SweepOutcome.WouldBeRemoved).Should().OnlyContain(item => item.Marks!.EnvironmentId == expired.Id).And.HaveCount(3);
        report.Items.Where(item => item.Outcome == SweepOutcome.Removed).Should().HaveCount(3, "each of its components is told").And.OnlyContain(item => item.Marks!.EnvironmentId == expired.Id);
        report.Items.Should().NotContain(item => item.Outcome == SweepOutcome.Failed);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, expired.Id.Value)).Should().BeEmpty();
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, living.Id.Value)).Should().NotBeEmpty();
        await lab.Manager.TerminateAsync(expired.Id);
        await lab.Manager.TerminateAsync(living.Id);
    }

    [MotoFact]
    public async Task An_expiry_that_is_moved_is_in_the_tags_of_everything()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(Small("moved"));

        EnvironmentSnapshot extended = await lab.Manager.ExtendAsync(environment.Id, TimeSpan.FromHours(3));

        string[] all = await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value);
        (await moto.ListAsync(OwnershipMarks.ExpiresAtMark, extended.ExpiresAt!.Value.UtcDateTime.ToString("O"))).Should().BeEquivalentTo(all).And.NotBeEmpty();
        await lab.Manager.TerminateAsync(environment.Id);
    }

    [MotoFact]
    public async Task Machines_stop_and_start_and_a_scaling_group_goes_to_zero_and_back_to_what_it_was()
    {
        // Moto can launch nothing from a launch template that has a second version (an assertion of its own fails), and has terraform make one, since it forgets the template's tags.
        await using RefusingAws aws = new(moto, "CreateLaunchTemplateVersion", HttpStatusCode.OK, "", "")
        {
            Answer = "<CreateLaunchTemplateVersionResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId><launchTemplateVersion><versionNumber>1</versionNumber><defaultVersion>true</defaultVersion></launchTemplateVersion></CreateLaunchTemplateVersionResponse>",
        };
        await using AwsEnvironmentLab lab = new(moto, options => options.EndpointUrl = aws.Endpoint);
        EnvironmentSnapshot machines = await lab.Manager.ProvisionAsync(new EnvironmentSpec("machines", "payments") { Infrastructure = new InfrastructureSpec { InstanceCount = 2 } });
        EnvironmentSnapshot group = await lab.Manager.ProvisionAsync(new EnvironmentSpec("group", "payments") { Infrastructure = new InfrastructureSpec { AutoScaling = new AutoScalingSpec(1, 3) } });
        await moto.AskAsync("autoscaling", "set-desired-capacity", "--auto-scaling-group-name", GroupOf(group), "--desired-capacity", "2");

        await lab.Manager.StopAsync(machines.Id);
        await lab.Manager.StopAsync(group.Id);

        (await StatesAsync(machines.Id)).Should().Equal("stopped", "stopped");
        (await SizeAsync(group)).Should().Be((0, 0, 0));

        await lab.Manager.StartAsync(machines.Id);
        await lab.Manager.StartAsync(group.Id);

        (await SizeAsync(group)).Should().Be((1, 2, 3));

        (await StatesAsync(machines.Id)).Should().Equal("running", "running");
        await lab.Manager.TerminateAsync(machines.Id);
        await lab.Manager.TerminateAsync(group.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, group.Id.Value)).Where(arn => !arn.Contains(":instance/", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task Machines_stop_whatever_a_module_is_refused()
    {
        await using RefusingAws aws = new(moto, "TagQueue", HttpStatusCode.BadRequest, "AccessDenied", "Nobody tags this.");
        await using AwsEnvironmentLab lab = new(moto, options => options.EndpointUrl = aws.Endpoint);
        DirectoryInfo module = Directory.CreateDirectory(Path.Combine(lab.StateDirectory, "refused"));
        await File.WriteAllTextAsync(Path.Combine(module.FullName, "main.tf"), "resource \"aws_sqs_queue\" \"q\" {\n  tags = { at = timestamp() }\n}");
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("refused", "payments")
        {
            Infrastructure = new InfrastructureSpec { InstanceCount = 1 },
            Components = [new TerraformModuleSpec("queues") { Source = module.FullName }],
        });

        await lab.Manager.StopAsync(environment.Id);

        (await StatesAsync(environment.Id)).Should().Equal("stopped");
        await lab.Manager.TerminateAsync(environment.Id);
    }

    [MotoFact]
    public async Task An_instance_of_RDS_stops_and_starts_and_lives_on()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("rds", "payments")
        {
            Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("a", "10.0.1.0/24"), new SubnetSpec("b", "10.0.2.0/24")] },
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
        });

        await lab.Manager.StopAsync(environment.Id);
        (await StateAsync()).Should().Be("stopped");
        await lab.Manager.StartAsync(environment.Id);
        (await StateAsync()).Should().Be("available");
        await lab.Manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1));

        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        await lab.Manager.TerminateAsync(environment.Id);

        async Task<string?> StateAsync()
        {
            JsonElement answer = await moto.AskAsync("rds", "describe-db-instances", "--db-instance-identifier", environment.Find(ComponentName.Database("orders"))!.ExternalName);
            return answer.GetProperty("DBInstances")[0].GetProperty("DBInstanceStatus").GetString();
        }
    }

    [MotoFact]
    public async Task A_machine_that_somebody_has_deleted_is_made_anew_by_a_restart_and_keeps_nothing_from_stopping()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("terminated", "payments")
        {
            Infrastructure = new InfrastructureSpec { InstanceCount = 2 },
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
        });
        string machine = environment.Find(ComponentName.Infrastructure)!.Resources.First(resource => resource.Type == "aws_instance").Id;
        await moto.AskAsync("ec2", "terminate-instances", "--instance-ids", machine);

        await lab.Manager.RestartAsync(environment.Id, ComponentName.Infrastructure);

        (await StatesAsync(environment.Id)).Where(state => state != "terminated").Should().Equal("running", "running");
        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        await lab.Manager.TerminateAsync(environment.Id);
    }

    [MotoFact]
    public async Task Machines_are_scaled_with_their_alarms_and_what_somebody_changes_is_told()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("scaled", "payments")
        {
            Network = new NetworkSpec { SecurityGroups = [new SecurityGroupSpec("web") { Ingress = [new SecurityRuleSpec(443, 443) { Cidr = "10.0.0.0/16" }] }] },
            Infrastructure = new InfrastructureSpec { InstanceCount = 2, Resources = [new ResourceSpec("files", ResourceType.S3)] },
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
            Monitoring = new MonitoringSpec { Logs = new LogSpec { Groups = ["/scaled/api"], RetentionDays = 14 }, Alerts = [new AlertSpec("busy", "infrastructure:cpu", AlertOperator.GreaterThan, 80)] },
        });
        (await lab.Manager.DetectDriftAsync(environment.Id)).Drifts.Select(drift => drift.ToString()).Should().BeEmpty();

        EnvironmentSnapshot scaled = await lab.Manager.ScaleAsync(environment.Id, ComponentName.Infrastructure, 3);

        (await StatesAsync(environment.Id)).Should().Equal("running", "running", "running");
        (await AlarmsAsync()).Should().Be(3);
        scaled.Find(ComponentName.Infrastructure)!.Outputs.Find("instanceIds")!.Value!.Split(',').Should().HaveCount(3);
        (await FluentActions.Awaiting(() => lab.Manager.ScaleAsync(environment.Id, ComponentName.Infrastructure, 0)).Should().ThrowAsync<EnvironmentException>())
            .Which.Message.Should().Contain("infrastructure does not have the metric 'cpu'", "an alert would have nothing to look at");
        await lab.Manager.ScaleAsync(environment.Id, ComponentName.Infrastructure, 1);
        (await StatesAsync(environment.Id)).Order().Should().Equal("running", "terminated", "terminated");
        (await AlarmsAsync()).Should().Be(1);
        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();

        EnvironmentSnapshot now = (await lab.Manager.FindAsync(environment.Id))!;
        string logs = now.Find(ComponentName.Monitoring)!.Resources.Single(resource => resource.Type == "aws_cloudwatch_log_group").Id;
        await moto.AskAsync("logs", "put-retention-policy", "--log-group-name", logs, "--retention-in-days", "7");
        string table = now.Find(ComponentName.Database("carts"))!.Resources.Single(resource => resource.Type == "aws_dynamodb_table").Id;
        await moto.AskAsync("dynamodb", "delete-table", "--table-name", table);
        DriftReport report = await lab.Manager.DetectDriftAsync(environment.Id);

        report.NotCompared.Should().BeEmpty();
        report.Drifts.Select(drift => drift.ToString()).Should().BeEquivalentTo(
            $"database/carts: aws_dynamodb_table '{table}' was removed",
            $"monitoring: aws_cloudwatch_log_group '{logs}' was changed (retention_in_days: 14 -> 7)");
        await lab.Manager.TerminateAsync(environment.Id);

        async Task<int> AlarmsAsync() => (await moto.AskAsync("cloudwatch", "describe-alarms")).GetProperty("MetricAlarms").EnumerateArray().Count(alarm => alarm.GetProperty("AlarmName").GetString()!.Contains("busy", StringComparison.Ordinal));
    }

    [MotoFact]
    public async Task What_somebody_has_given_our_tags_is_told_as_added_and_goes_with_the_environment()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("copied", "payments") { Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("back", "10.0.1.0/24")] } });
        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        IEnumerable<string> tags = (await moto.AskAsync("ec2", "describe-vpcs", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Id.Value}")).GetProperty("Vpcs")[0].GetProperty("Tags").EnumerateArray()
            .Select(tag => $"{{Key={tag.GetProperty("Key").GetString()},Value={tag.GetProperty("Value").GetString()}}}");
        string added = (await moto.AskAsync("ec2", "create-vpc", "--cidr-block", "10.99.0.0/16", "--tag-specifications", $"ResourceType=vpc,Tags=[{string.Join(',', tags)}]")).GetProperty("Vpc").GetProperty("VpcId").GetString()!;

        (await lab.Manager.DetectDriftAsync(environment.Id)).Drifts.Select(drift => drift.ToString()).Should().Equal($"network: aws_vpc '{added}' was added");

        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task Machines_that_a_failed_scaling_has_left_go_with_the_next()
    {
        await using RefusingAws aws = new(moto, "TerminateInstances", HttpStatusCode.BadRequest, "OperationNotPermitted", "The instance may not be terminated.") { Times = 2 };
        await using AwsEnvironmentLab lab = new(moto, options => options.EndpointUrl = aws.Endpoint);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("left", "payments")
        {
            Infrastructure = new InfrastructureSpec { InstanceCount = 3 },
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
        });

        (await FluentActions.Awaiting(() => lab.Manager.ScaleAsync(environment.Id, ComponentName.Infrastructure, 1)).Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("OperationNotPermitted");
        await lab.Manager.ScaleAsync(environment.Id, ComponentName.Infrastructure, 1);

        (await StatesAsync(environment.Id)).Where(state => state != "terminated").Should().Equal("running");
        await lab.Manager.TerminateAsync(environment.Id);
        (await StatesAsync(environment.Id)).Should().OnlyContain(state => state == "terminated");
    }

    [MotoFact]
    public async Task Four_environments_at_once_do_not_meet_and_are_all_gone()
    {
        await using AwsEnvironmentLab lab = new(moto);

        EnvironmentSnapshot[] environments = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => lab.Manager.ProvisionAsync(Small($"four-{number}"))));

        foreach (EnvironmentSnapshot environment in environments)
        {
            (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().HaveCountGreaterThanOrEqualTo(6);
        }

        await Task.WhenAll(environments.Select(environment => lab.Manager.TerminateAsync(environment.Id)));
        foreach (EnvironmentSnapshot environment in environments)
        {
            (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
        }
    }

    private async Task<string[]> StatesAsync(EnvironmentId environment)
    {
        JsonElement answer = await moto.AskAsync("ec2", "describe-instances", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Value}");
        return
        [
            .. answer.GetProperty("Reservations").EnumerateArray().SelectMany(reservation => reservation.GetProperty("Instances").EnumerateArray())
                .Select(instance => instance.GetProperty("State").GetProperty("Name").GetString()!),
        ];
    }

    private async Task<(int Minimum, int Size, int Maximum)> SizeAsync(EnvironmentSnapshot environment)
    {
        JsonElement group = (await moto.AskAsync("autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", GroupOf(environment))).GetProperty("AutoScalingGroups")[0];
        return (group.GetProperty("MinSize").GetInt32(), group.GetProperty("DesiredCapacity").GetInt32(), group.GetProperty("MaxSize").GetInt32());
    }

    private static string GroupOf(EnvironmentSnapshot environment) => environment.Find(ComponentName.Infrastructure)!.Outputs.Find("scalingGroup", Vantage.Network)!.Value!;

    private static EnvironmentSpec Small(string name) => new(name, "payments")
    {
        Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("back", "10.0.1.0/24")], SecurityGroups = [new SecurityGroupSpec("web") { Ingress = [new SecurityRuleSpec(443, 443) { Cidr = "10.0.0.0/16" }] }] },
        Infrastructure = new InfrastructureSpec { Resources = [new ResourceSpec("files", ResourceType.S3)] },
        Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
    };

    /// <summary>The system's clock, and later.</summary>
    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
