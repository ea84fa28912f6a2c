using System.Net;
using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Whole environments through the manager: the real terraform, the real AWS provider, moto.</summary>
[Trait("Category", "Infrastructure")]
public sealed class AwsEnvironmentTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task An_environment_is_made_in_one_run_tagged_and_gone_without_a_trace()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSpec spec = new("checkout", "payments")
        {
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["cost center"] = "a \"quoted\" ${x} 🙂" },
            Network = new NetworkSpec
            {
                Cidr = "10.0.0.0/16",
                Subnets = [new SubnetSpec("front", "10.0.0.0/24") { Public = true }, new SubnetSpec("back", "10.0.1.0/24")],
                SecurityGroups = [new SecurityGroupSpec("web") { Ingress = [new SecurityRuleSpec(443, 443) { Cidr = "10.0.0.0/16" }] }],
                InternetGateway = true,
            },
            Infrastructure = new InfrastructureSpec { InstanceType = "t3.medium", InstanceCount = 2, Resources = [new ResourceSpec("files", ResourceType.S3)] },
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)],
            Monitoring = new MonitoringSpec { Logs = new LogSpec { Groups = ["/checkout/api"], RetentionDays = 14 } },
        };

        TestEnvironment environment = await lab.Manager.OpenAsync(spec);

        Directory.GetFiles(Path.Combine(lab.StateDirectory, "environments", environment.Id.Value, "events")).Should().ContainSingle("all of it was one run of terraform");
        string[] arns = await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value);
        arns.Should().Contain(arn => arn.Contains(":vpc/")).And.Contain(arn => arn.Contains(":instance/")).And.Contain(arn => arn.Contains(":s3:")).And.Contain(arn => arn.Contains(":dynamodb:"));
        JsonElement instances = await moto.AskAsync("ec2", "describe-instances", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Id.Value}", "Name=instance-state-name,Values=running");
        JsonElement[] found = [.. instances.GetProperty("Reservations").EnumerateArray().SelectMany(reservation => reservation.GetProperty("Instances").EnumerateArray())];
        found.Should().HaveCount(2).And.OnlyContain(instance => instance.GetProperty("InstanceType").GetString() == "t3.medium");
        Dictionary<string, string> tags = found[0].GetProperty("Tags").EnumerateArray().ToDictionary(tag => tag.GetProperty("Key").GetString()!, tag => tag.GetProperty("Value").GetString()!, StringComparer.Ordinal);
        OwnershipMarks.FromDictionary(tags)!.Component.Should().Be(ComponentName.Infrastructure);
        tags["cost center"].Should().Be("a _quoted_ __x_ _");
        environment.Snapshot.Find(ComponentName.Network)!.Location.Should().Be(new ComponentLocation { Account = "123456789012", Region = ConfigurationLab.Region });
        environment.Snapshot.Find(ComponentName.Infrastructure)!.Resources.Select(resource => resource.Type).Should().Contain("aws_instance");

        await environment.DisposeAsync();

        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Where(arn => !arn.Contains(":instance/", StringComparison.Ordinal)).Should().BeEmpty();
        Directory.Exists(Path.Combine(lab.StateDirectory, "environments", environment.Id.Value)).Should().BeFalse();
    }

    [MotoFact]
    public Task What_was_taken_away_though_its_answer_was_lost_is_gone_and_the_rest_is_made() => IsMadeWholeAsync(lost: "RevokeSecurityGroupEgress");

    [MotoFact]
    [Trait("Category", "Soak")] // the provider asks again for most of a minute
    public Task What_was_made_though_its_answer_was_lost_is_taken_over_and_the_rest_is_made() => IsMadeWholeAsync(lost: "CreateSubnet");

    private async Task IsMadeWholeAsync(string lost)
    {
        EnvironmentSpec spec = new("shop", "payments") { Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("back", "10.0.1.0/24")], SecurityGroups = [new SecurityGroupSpec("inner")] } };
        await using RefusingAws aws = new(moto, lost, HttpStatusCode.InternalServerError, "InternalError", "An internal error has occurred.") { IsCarriedOut = true, Times = 1 };
        await using AwsEnvironmentLab lab = new(moto, options => options.EndpointUrl = aws.Endpoint);

        // Whoever asks for it again, as the SDK in the provider does, is told that there is such a subnet, or no such rule.
        await using TestEnvironment environment = await lab.Manager.OpenAsync(spec);

        JsonElement subnets = await moto.AskAsync("ec2", "describe-subnets", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Id.Value}");
        subnets.GetProperty("Subnets").EnumerateArray().Should().ContainSingle().Which.GetProperty("CidrBlock").GetString().Should().Be("10.0.1.0/24");
        JsonElement groups = await moto.AskAsync("ec2", "describe-security-groups", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Id.Value}", "Name=group-name,Values=network-*");
        groups.GetProperty("SecurityGroups").EnumerateArray().Should().ContainSingle().Which.GetProperty("IpPermissionsEgress").GetArrayLength().Should().Be(0);
        (await environment.DetectDriftAsync()).HasDrift.Should().BeFalse();
    }

    [Trait("Category", "Soak")]
    [MotoFact]
    public async Task In_a_VPC_that_is_there_already_machines_are_in_its_subnets_and_groups()
    {
        string vpc = (await moto.AskAsync("ec2", "create-vpc", "--cidr-block", "172.20.0.0/16")).GetProperty("Vpc").GetProperty("VpcId").GetString()!;
        string[] subnets = [await SubnetAsync("172.20.1.0/24", "eu-central-1a"), await SubnetAsync("172.20.2.0/24", "eu-central-1b")];
        string group = (await moto.AskAsync("ec2", "create-security-group", "--group-name", "vpn", "--description", "vpn", "--vpc-id", vpc)).GetProperty("GroupId").GetString()!;
        await using AwsEnvironmentLab lab = new(moto, options =>
        {
            options.VpcId = vpc;
            options.SubnetIds.Add(subnets[0]);
            options.SubnetIds.Add(subnets[1]);
            options.SecurityGroupIds.Add(group);
        });

        await using (TestEnvironment environment = await lab.Manager.OpenAsync(new EnvironmentSpec("guest", "payments") { Infrastructure = new InfrastructureSpec { InstanceCount = 1 } }))
        {
            JsonElement found = (await moto.AskAsync("ec2", "describe-instances", "--filters", $"Name=tag:{OwnershipMarks.EnvironmentMark},Values={environment.Id.Value}")).GetProperty("Reservations")[0].GetProperty("Instances")[0];
            subnets.Should().Contain(found.GetProperty("SubnetId").GetString()!);
            found.GetProperty("SecurityGroups").EnumerateArray().Select(each => each.GetProperty("GroupId").GetString()).Should().HaveCount(2).And.Contain(group);
            (await environment.DetectDriftAsync()).HasDrift.Should().BeFalse();
        }

        (await moto.AskAsync("ec2", "describe-security-groups", "--group-ids", group)).GetProperty("SecurityGroups").GetArrayLength().Should().Be(1, "it is somebody else's");

        async Task<string> SubnetAsync(string block, string zone) =>
            (await moto.AskAsync("ec2", "create-subnet", "--vpc-id", vpc, "--cidr-block", block, "--availability-zone", zone)).GetProperty("Subnet").GetProperty("SubnetId").GetString()!;
    }

    [MotoFact]
    public async Task Without_the_record_nothing_is_said_to_be_done_that_was_not()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("recordless", "payments") { Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)] });
        Directory.Delete(Path.Combine(lab.StateDirectory, "environments"), recursive: true);

        await RefusedAsync(() => lab.Manager.ExtendAsync(environment.Id, TimeSpan.FromHours(9)), "was not moved");
        await RefusedAsync(() => lab.Manager.StopAsync(environment.Id), "was not stopped, and nothing was touched");
        await RefusedAsync(() => lab.Manager.RestartAsync(environment.Id, ComponentName.Database("carts")), "was not changed, and nothing was touched");

        (await lab.Manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Ready);
        (await lab.Manager.FindAsync(environment.Id))!.ExpiresAt.Should().Be(environment.ExpiresAt);
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();

        static async Task RefusedAsync(Func<Task> verb, string consequence) =>
            (await FluentActions.Awaiting(verb).Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().ContainAll("database/carts", "there is no record here of what was made", consequence);
    }

    [MotoFact]
    public async Task What_went_although_another_could_not_is_not_left_and_each_says_its_own_reason()
    {
        InMemoryEnvironmentStore store = new();
        await using AwsEnvironmentLab lab = new(moto, store: store);
        // One is looked for while it is made, and the one that is made with it is not.
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("halves", "payments")
        {
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb) { HealthCheck = HealthCheckSpec.Presence() }, new DatabaseSpec("orders", DatabaseType.DynamoDb)],
            Monitoring = new MonitoringSpec { Logs = new LogSpec { Groups = ["api"] } },
        });
        await using RefusingAws aws = new(moto, "DeleteTable", HttpStatusCode.Forbidden, "AccessDeniedException", "not authorized to perform: dynamodb:DeleteTable");
        await using AwsEnvironmentLab refused = new(moto, options => options.EndpointUrl = aws.Endpoint, lab.StateDirectory, store);

        EnvironmentException failed = (await FluentActions.Awaiting(() => refused.Manager.TerminateAsync(environment.Id)).Should().ThrowAsync<EnvironmentException>()).Which;

        failed.Left.Should().BeEquivalentTo([ComponentName.Database("carts"), ComponentName.Database("orders")]);
        failed.Failures.Should().HaveCount(2).And.OnlyContain(failure => failure.Error.Contains("could not destroy " + failure.Component, StringComparison.Ordinal));
        (await lab.Manager.TerminateAsync(environment.Id)).Status.Should().Be(EnvironmentStatus.Terminated);
        Directory.EnumerateDirectories(Path.Combine(lab.StateDirectory, "environments")).Should().BeEmpty();
    }

    [Trait("Category", "Soak")]
    [MotoFact]
    public async Task What_somebody_has_deleted_of_one_component_is_not_made_anew_empty_with_another()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("deleted", "payments")
        {
            Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb), new DatabaseSpec("orders", DatabaseType.DynamoDb)],
            Monitoring = new MonitoringSpec { Alerts = [new AlertSpec("busy", "database/carts:reads", AlertOperator.GreaterThan, 80)] },
        });
        string carts = environment.Find(ComponentName.Database("carts"))!.ExternalName;
        await moto.AskAsync("dynamodb", "delete-table", "--table-name", carts);

        await lab.Manager.RestartAsync(environment.Id, ComponentName.Database("orders"));
        await lab.Manager.RestartAsync(environment.Id, ComponentName.Monitoring);

        (await TablesAsync()).Should().Equal(environment.Find(ComponentName.Database("orders"))!.ExternalName);
        (await lab.Manager.DetectDriftAsync(environment.Id)).Drifts.Select(drift => drift.ToString()).Should().Equal($"database/carts: aws_dynamodb_table '{carts}' was removed");
        await lab.Manager.RestartAsync(environment.Id, ComponentName.Database("carts"));
        (await TablesAsync()).Should().HaveCount(2);
        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        await lab.Manager.TerminateAsync(environment.Id);
        (await TablesAsync()).Should().BeEmpty();

        async Task<string[]> TablesAsync() => [.. (await moto.AskAsync("dynamodb", "list-tables")).GetProperty("TableNames").EnumerateArray().Select(name => name.GetString()!)];
    }
}
