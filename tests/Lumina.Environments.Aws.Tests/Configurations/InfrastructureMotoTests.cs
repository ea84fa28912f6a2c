using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What is written, made by the real provider on moto and looked at by the AWS CLI.</summary>
[Trait("Category", "Soak")]
public sealed class InfrastructureMotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    // Moto tells a launch template's own tags as if they were of what it launches, and of a policy that it is switched off. Of a distribution it forgets
    // the access control of the origin, and makes up forwarded values beside the cache policy and how the certificate is served. Of a zone for a VPC it makes one for the world. The provider would set all of it right.
    private static readonly string[] Gaps = ["aws_launch_template.", "aws_autoscaling_policy.", "aws_cloudfront_distribution.", "aws_route53_zone.infrastructure_inner_"];

    // Dead ones stay listed for a while; they are asked for by themselves.
    private static readonly string[] Lingering = [":instance/", ":natgateway/"];

    // Moto has no selections of AWS Backup (the provider tries for ever) and can't tell what is in a vault, without which the provider destroys none.
    private static readonly InfrastructureSpec Machines = InfrastructureLab.Machines with { Backup = null };

    private const string Environment = "01k5d3v8q2m4x7n9c6b1a0z3y5";

    [MotoFact]
    public async Task In_a_network_whose_addresses_are_chosen_a_second_plan_changes_nothing()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        await moto.ResetAsync();
        NetworkSpec chosen = new() { InternetGateway = true };
        InfrastructureSpec machine = new() { InstanceCount = 1, LoadBalancer = new LoadBalancerSpec() };
        ConfigurationLab configurations = new(new EnvironmentSpec("shop", "team-a") { Infrastructure = machine, Network = chosen });
        TerraformRun run = await configurations.ConfigureAsync(lab, configurations.Write(new NetworkConfiguration(), chosen), configurations.Write(new InfrastructureConfiguration(), machine));

        await run.ApplyAsync(CancellationToken.None);

        JsonElement subnets = await moto.AskAsync("ec2", "describe-subnets", "--filters", "Name=tag:lumina-component,Values=network");
        subnets.GetProperty("Subnets").EnumerateArray().Select(subnet => subnet.GetProperty("CidrBlock").GetString()).Should().BeEquivalentTo("10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18", "10.0.192.0/18");
        JsonElement rules = await moto.AskAsync("ec2", "describe-security-group-rules", "--filters", "Name=tag:lumina-component,Values=infrastructure");
        rules.GetProperty("SecurityGroupRules").EnumerateArray().Select(rule => rule.TryGetProperty("CidrIpv4", out JsonElement block) ? block.GetString() : null).Should().Contain("10.0.0.0/16");
        await NothingChangesAsync(run);
        await run.DestroyAsync([], CancellationToken.None);
        await NothingIsLeftAsync();
    }

    [MotoFact]
    public async Task Machines_in_a_network_of_their_own_behind_a_load_balancer_come_and_go()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        await moto.ResetAsync();
        await moto.AskAsync("route53", "create-hosted-zone", "--name", "test.example.com", "--caller-reference", "test");
        ConfigurationLab configurations = new(new EnvironmentSpec("shop", "team-a") { Infrastructure = Machines, Network = InfrastructureLab.Network });
        AwsComponent network = configurations.Write(new NetworkConfiguration(), InfrastructureLab.Network);
        AwsComponent infrastructure = configurations.Write(new InfrastructureConfiguration(), Machines);
        TerraformRun run = await configurations.ConfigureAsync(lab, network, infrastructure);

        await run.ApplyAsync(CancellationToken.None);

        ComponentOutputs outputs = new InfrastructureConfiguration().Read(Machines, infrastructure, await ConfigurationLab.ReadAsync(run, infrastructure));
        ComponentOutputs given = new NetworkConfiguration().Read(InfrastructureLab.Network, network, await ConfigurationLab.ReadAsync(run, network));
        JsonElement[] instances = await MachinesAsync();
        instances.Select(instance => instance.GetProperty("InstanceId").GetString()).Should().BeEquivalentTo(outputs.Find("instanceIds")!.Value!.Split(','));
        instances.Should().OnlyContain(instance => instance.GetProperty("InstanceType").GetString() == "t4g.small" && instance.GetProperty("MetadataOptions").GetProperty("HttpTokens").GetString() == "required");
        instances.Select(instance => instance.GetProperty("SubnetId").GetString()).Should().BeEquivalentTo(given.Find("subnet.back-a")!.Value, given.Find("subnet.back-b")!.Value);
        JsonElement userData = await moto.AskAsync("ec2", "describe-instance-attribute", "--instance-id", instances[0].GetProperty("InstanceId").GetString()!, "--attribute", "userData");
        Encoding.UTF8.GetString(Convert.FromBase64String(userData.GetProperty("UserData").GetProperty("Value").GetString()!)).Should().Be(InfrastructureLab.UserDataText);
        (await moto.AskAsync("ec2", "describe-volumes")).GetProperty("Volumes").EnumerateArray().Should().HaveCount(2).And.OnlyContain(volume => volume.GetProperty("Encrypted").GetBoolean());
        (await moto.AskAsync("ec2", "describe-nat-gateways")).GetProperty("NatGateways").EnumerateArray().Should().ContainSingle().Which.GetProperty("SubnetId").GetString().Should().Be(given.Find("subnet.front-a")!.Value);
        JsonElement data = (await moto.AskAsync("ec2", "describe-security-groups", "--group-ids", given.Find("securityGroup.data")!.Value!)).GetProperty("SecurityGroups")[0];
        data.GetProperty("IpPermissions").EnumerateArray().Select(rule => (rule.GetProperty("IpProtocol").GetString(), rule.GetProperty("UserIdGroupPairs")[0].GetProperty("GroupId").GetString())).Should().BeEquivalentTo(
            [("tcp", given.Find("securityGroup.web")!.Value), ("udp", given.Find("securityGroup.data")!.Value), ("-1", given.Find("securityGroup.data")!.Value)]);
        data.GetProperty("IpPermissionsEgress").GetArrayLength().Should().Be(0);
        JsonElement balancer = (await moto.AskAsync("elbv2", "describe-load-balancers")).GetProperty("LoadBalancers").EnumerateArray().Should().ContainSingle().Subject;
        balancer.ToString().Should().NotContain("\"internal\"", "moto names the scheme where it is told one");
        balancer.GetProperty("DNSName").GetString().Should().Be(outputs.Find("loadBalancerHost")!.Value);
        (await moto.AskAsync("elbv2", "describe-listeners", "--load-balancer-arn", balancer.GetProperty("LoadBalancerArn").GetString()!)).GetProperty("Listeners").EnumerateArray()
            .Select(listener => (listener.GetProperty("Port").GetInt32(), listener.GetProperty("Protocol").GetString())).Should().BeEquivalentTo([(80, "HTTP"), (443, "HTTPS"), (8443, "HTTPS")]);
        await NothingChangesAsync(run);

        await run.DestroyAsync([], CancellationToken.None);

        await NothingIsLeftAsync();
        (await MachinesAsync()).Should().BeEmpty();
        (await moto.AskAsync("ec2", "describe-vpcs", "--filters", "Name=is-default,Values=false")).GetProperty("Vpcs").GetArrayLength().Should().Be(0);
        (await moto.AskAsync("ec2", "describe-nat-gateways")).GetProperty("NatGateways").EnumerateArray().Should().OnlyContain(gateway => gateway.GetProperty("State").GetString() == "deleted");
        (await moto.AskAsync("ec2", "describe-addresses")).GetProperty("Addresses").GetArrayLength().Should().Be(0);
        (await moto.AskAsync("iam", "list-roles")).GetProperty("Roles").GetArrayLength().Should().Be(0);
    }

    [MotoFact]
    public async Task A_scaling_group_and_cloud_resources_come_and_go()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        await moto.ResetAsync();
        await moto.AskAsync("route53", "create-hosted-zone", "--name", "test.example.com", "--caller-reference", "test");
        InfrastructureSpec spec = InfrastructureLab.ScalingMachines with { Backup = null, LoadBalancer = InfrastructureLab.Resources.LoadBalancer, Resources = InfrastructureLab.Resources.Resources };
        ConfigurationLab configurations = new(new EnvironmentSpec("shop", "team-a") { Infrastructure = spec }, baseDirectory: WriteCode(lab));
        AwsComponent infrastructure = configurations.Write(new InfrastructureConfiguration(), spec);
        TerraformRun run = await configurations.ConfigureAsync(lab, infrastructure);

        await run.ApplyAsync(CancellationToken.None);

        ComponentOutputs outputs = new InfrastructureConfiguration().Read(spec, infrastructure, await ConfigurationLab.ReadAsync(run, infrastructure));
        JsonElement group = (await moto.AskAsync("autoscaling", "describe-auto-scaling-groups")).GetProperty("AutoScalingGroups").EnumerateArray().Should().ContainSingle().Subject;
        (group.GetProperty("MinSize").GetInt32(), group.GetProperty("DesiredCapacity").GetInt32(), group.GetProperty("MaxSize").GetInt32()).Should().Be((2, 3, 6));
        JsonElement[] machines = await MachinesAsync();
        machines.Should().HaveCount(3).And.OnlyContain(machine => machine.GetProperty("Tags").ToString().Contains(Environment));
        string bucket = outputs.Find("files.bucketName")!.Value!;
        (await moto.AskAsync("s3api", "get-public-access-block", "--bucket", bucket)).ToString().Should().NotContain("false");
        (await moto.AskAsync("s3api", "get-bucket-versioning", "--bucket", bucket)).ToString().Should().Contain("Enabled");
        (await moto.AskAsync("s3api", "get-bucket-encryption", "--bucket", bucket)).ToString().Should().Contain("AES256");
        await moto.AskAsync("s3api", "put-object", "--bucket", bucket, "--key", "kept/until/destroy");
        JsonElement function = await moto.AskAsync("lambda", "get-function-configuration", "--function-name", outputs.Find("resize.functionName")!.Value!);
        function.GetProperty("Environment").GetProperty("Variables").GetProperty("GREETING").GetString().Should().Be("${x} %{y} 😀");
        function.GetProperty("MemorySize").GetInt32().Should().Be(256);
        (await moto.AskAsync("route53", "list-resource-record-sets", "--hosted-zone-id", outputs.Find("zone.zoneId")!.Value!)).ToString().Should().Contain("one ${x}");
        await NothingChangesAsync(run);

        await run.DestroyAsync([], CancellationToken.None);

        await NothingIsLeftAsync();
        (await MachinesAsync()).Should().BeEmpty();
        (await moto.AskAsync("iam", "list-roles")).GetProperty("Roles").GetArrayLength().Should().Be(0);
        (await moto.AskAsync("apigatewayv2", "get-apis")).GetProperty("Items").GetArrayLength().Should().Be(0);
        (await moto.AskAsync("route53", "list-hosted-zones")).GetProperty("HostedZones").GetArrayLength().Should().Be(1, "the zone that was there already stays");
    }

    private static async Task NothingChangesAsync(TerraformRun run) =>
        (await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None)).Planned.Where(change => !Array.Exists(Gaps, gap => change.Address.StartsWith(gap, StringComparison.Ordinal))).Should().BeEmpty();

    private async Task<JsonElement[]> MachinesAsync() =>
        [.. (await moto.AskAsync("ec2", "describe-instances", "--filters", "Name=instance-state-name,Values=pending,running,stopping,stopped")).GetProperty("Reservations").EnumerateArray().SelectMany(reservation => reservation.GetProperty("Instances").EnumerateArray())];

    private async Task NothingIsLeftAsync() =>
        (await moto.ListAsync(MotoLab.Tag, Environment)).Where(arn => !Array.Exists(Lingering, kind => arn.Contains(kind, StringComparison.Ordinal))).Should().BeEmpty();

    private static string WriteCode(TerraformLab lab)
    {
        string directory = InfrastructureLab.CodeDirectory(lab.Temporary);
        using FileStream file = File.Create(Path.Combine(directory, "code.zip"));
        using ZipArchive zip = new(file, ZipArchiveMode.Create);
        using StreamWriter code = new(zip.CreateEntry("index.py").Open());
        code.Write("def handler(event, context):\n    return event\n");
        return directory;
    }
}
