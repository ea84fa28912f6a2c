namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class InfrastructureConfigurationTests
{
    private static readonly InfrastructureConfiguration Configuration = new();

    [Fact]
    public void Machines_behind_a_load_balancer_with_a_domain_are_what_their_snapshot_says() =>
        ConfigurationLab.ShouldMatch(InfrastructureLab.Write(InfrastructureLab.Machines, InfrastructureLab.Network), "infrastructure-machines");

    [Fact]
    public void A_scaling_group_in_the_default_network_is_what_its_snapshot_says() =>
        ConfigurationLab.ShouldMatch(InfrastructureLab.Write(InfrastructureLab.ScalingMachines), "infrastructure-scaling");

    [Fact]
    public void Nothing_wanted_is_nothing_written() =>
        InfrastructureLab.Write(new InfrastructureSpec()).Configuration.ToString().Should().Be("{}\n");

    [Fact]
    public void A_region_that_there_is_not_is_said_with_the_one_that_was_meant()
    {
        InfrastructureSpec wrong = new() { Region = "eu-centrl-1" };

        Obstacles(wrong).Should().Equal("region: 'eu-centrl-1' is no region of AWS that its SDK knows. Did you mean 'eu-central-1'? For a region that is newer than the SDK take a newer AWSSDK.Core.");
        Configuration.FindObstacles(wrong, new AwsOptions { EndpointUrl = new Uri("http://127.0.0.1") }).Should().BeEmpty("an emulator may have any");
        Configuration.FindObstacles(new InfrastructureSpec { Region = "eu-central-1" }, new AwsOptions()).Should().BeEmpty();
        new AwsOptionsValidator().Validate(null, new AwsOptions { Region = "eu-centrl-1" }).FailureMessage.Should().StartWith("Region: 'eu-centrl-1' is no region");
    }

    [Fact]
    public void Each_setting_changes_what_its_name_says()
    {
        InfrastructureSpec plain = new() { InstanceCount = 1, LoadBalancer = new LoadBalancerSpec() };
        string[] before = Lines(plain);

        Added(plain with { InstanceType = "m5.large" }).Should().BeEquivalentTo("\"instance_type\": \"m5.large\",");
        Added(plain with { LoadBalancer = new LoadBalancerSpec { Public = true } }).Should().BeEquivalentTo("\"internal\": false,", "\"cidr_ipv4\": \"0.0.0.0/0\",");
        Added(plain with { HealthCheck = HealthCheckSpec.Http("/ready") }).Should().BeEquivalentTo("\"path\": \"/ready\",");
        Added(plain with { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["userData"] = "#!/bin/sh" } }).Should().BeEquivalentTo("\"user_data_base64\": \"IyEvYmluL3No\",");
        Added(plain with { Region = "eu-west-1" }).Should().BeEmpty("the stack has the region");
        Added(plain with { InstanceCount = 2 }).Should().Contain($"\"subnet_id\": \"${{data.{TerraformAddress.For("aws_subnets", ComponentName.Infrastructure, "network")}.ids[1]}}\",");
        Added(plain with { Backup = new BackupSpec(9) }).Should().Contain("\"delete_after\": 9").And.Contain("\"schedule\": \"cron(0 3 * * ? *)\",");

        // Each line as often as it is there.
        string[] Added(InfrastructureSpec spec)
        {
            List<string> left = [.. Lines(spec)];
            Array.ForEach(before, line => left.Remove(line));
            return [.. left];
        }

        static string[] Lines(InfrastructureSpec spec) => [.. InfrastructureLab.Write(spec).Configuration.ToString().Split('\n').Select(line => line.Trim())];
    }

    [Fact]
    public void What_it_gives_can_be_reached_from_where_it_says()
    {
        ComponentOutputs outputs = Read(InfrastructureLab.Machines);

        outputs.Select(output => (output.Name, output.Value, output.Vantage)).Should().Equal(
            ("region", "eu-central-1", Vantage.Everywhere),
            ("instanceIds", "first,second", Vantage.Everywhere),
            ("instanceAddresses", "first,second", Vantage.Network),
            ("loadBalancerHost", "of loadBalancerHost", Vantage.Everywhere),
            ("domain", "checkout.test.example.com", Vantage.Everywhere),
            ("https", "https://checkout.test.example.com", Vantage.Everywhere),
            ("https-8443", "https://checkout.test.example.com:8443", Vantage.Everywhere));
        Read(InfrastructureLab.ScalingMachines).Select(output => (output.Name, output.Value, output.Vantage)).Should().Equal(
            ("region", "eu-central-1", Vantage.Everywhere),
            ("scalingGroup", "of scalingGroup", Vantage.Everywhere),
            ("loadBalancerHost", "of loadBalancerHost", Vantage.Network),
            ("http", "http://of loadBalancerHost", Vantage.Network));

        static ComponentOutputs Read(InfrastructureSpec spec)
        {
            AwsComponent component = InfrastructureLab.Write(spec);
            return Configuration.Read(spec, component, InfrastructureLab.Answer(component));
        }
    }

    [Fact]
    public void Groups_of_the_network_that_are_named_for_it_say_who_may_come_in()
    {
        SecurityGroupSpec[] groups = [new("instances") { Ingress = [new(22, 22) { Cidr = "10.20.0.0/16" }] }, new("load-balancer") { Ingress = [new(80, 80) { Cidr = "203.0.113.7/32" }] }];

        string written = InfrastructureLab.Write(InfrastructureLab.Machines, InfrastructureLab.Network with { SecurityGroups = groups }).Configuration.ToString();

        written.Should().NotContain("0.0.0.0/0");
        written.Should().Contain($"${{{TerraformAddress.For("aws_security_group", ComponentName.Network, "instances")}.id}}");
        written.Should().Contain($"${{{TerraformAddress.For("aws_security_group", ComponentName.Network, "load-balancer")}.id}}");
    }

    [Fact]
    public void Given_subnets_and_a_given_certificate_are_used()
    {
        const string Certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/${x}";
        AwsOptions options = new() { VpcId = "vpc-1", SubnetIds = { "subnet-1", "subnet-2" } };

        string written = InfrastructureLab.Write(InfrastructureLab.Machines with { Domain = new DomainSpec("a.test.example.com") { Certificate = Certificate } }, options: options).Configuration.ToString();

        written.Should().Contain("\"subnet_id\": \"subnet-1\"").And.Contain("\"subnet_id\": \"subnet-2\"").And.Contain("\"id\": \"vpc-1\"");
        written.Should().Contain("certificate/$${x}").And.NotContain("aws_acm_certificate");
    }

    [Fact]
    public void User_data_comes_from_a_file_too_and_what_is_wrong_with_it_is_said()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-aws-tests-");
        try
        {
            File.WriteAllText(Path.Combine(directory.FullName, "init.sh"), "#!/bin/sh");
            File.WriteAllText(Path.Combine(directory.FullName, "long.sh"), new string('x', 16_385));

            Write("init.sh").Should().Contain("\"user_data_base64\": \"IyEvYmluL3No\"");
            FaultOf("missing.sh").Should().Be($"settings.userDataFile: The machines have their user data in '{directory.FullName}/missing.sh', which can't be read. Correct the setting, or put the file there.");
            FaultOf("long.sh").Should().StartWith("settings.userDataFile: '").And.Contain("long.sh' has more than the 16,384 bytes").And.EndWith(". Let a short text fetch the rest, from a resource of type s3, say.");
            Obstacles(Spec(("userData", new string('日', 5_462)), ("userDataFile", "x"), ("userdata", "x"))).Should().Equal(
                "settings.userdata: The infrastructure has a setting 'userdata', which there is not. There are userData, userDataFile.",
                "settings.userDataFile: The infrastructure has both 'userData' and 'userDataFile'. Take one of them.",
                "settings.userData: 'userData' has more than the 16,384 bytes of user data that EC2 takes. Let a short text fetch the rest, from a resource of type s3, say.");
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        string Write(string file) => Written(file).Configuration.ToString();
        string FaultOf(string file) => Written(file).Faults.Should().ContainSingle().Which.ToString();
        AwsComponent Written(string file) => InfrastructureLab.Write(Spec(("userDataFile", file)), baseDirectory: directory.FullName);
        static InfrastructureSpec Spec(params (string Name, string Value)[] settings) => new() { InstanceCount = 1, Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal) };
    }

    [Fact]
    public void What_AWS_can_not_do_is_said_all_at_once()
    {
        Obstacles(new InfrastructureSpec { Domain = new DomainSpec("example.com") { Certificate = "mine" }, Backup = new BackupSpec(1) { Schedule = "*/5 * * * *" } }).Should().Equal(
            "domain: Domain 'example.com' would name the load balancer, and there is none. Add loadBalancer, or take a resource of type route53 for a record of another kind.",
            "domain.name: Domain 'example.com' has no zone above it that could be yours. Take a name within a zone of Route 53, such as checkout.example.com.",
            "domain.certificate: domain.certificate 'mine' is no ARN of a certificate. Give that of a certificate in AWS Certificate Manager, in the environment's region.",
            "backup.schedule: backup.schedule '*/5 * * * *' is for more than once an hour, and AWS Backup makes no more. Give one minute, such as 0 3 * * *.");
        Obstacles(new InfrastructureSpec { LoadBalancer = new LoadBalancerSpec { Ports = [443] } }).Should().Equal(
            "loadBalancer.ports[0]: loadBalancer.ports has 443, and without a domain there is no certificate for it. Give the infrastructure a domain with tls, or leave port 443 out.");
        Obstacles(new InfrastructureSpec { LoadBalancer = new LoadBalancerSpec { Ports = [80, 443] }, Domain = new DomainSpec("a.example.com") { Tls = false } }).Should().ContainSingle().Which.Should().StartWith("loadBalancer.ports[1]: loadBalancer.ports has 443, and domain.tls is off.");
        Obstacles(new InfrastructureSpec { LoadBalancer = new LoadBalancerSpec(), Domain = new DomainSpec(new string('n', 60) + ".example.com") }).Should().ContainSingle().Which.Should().Contain("more than 64 characters");
        Obstacles(InfrastructureLab.Machines).Should().BeEmpty();
        Configuration.FindNotApplicable(new InfrastructureSpec { InstanceType = "t3.large", Backup = new BackupSpec(1) }).Select(setting => setting.Setting).Should().Equal("instanceType", "backup");
        Configuration.FindNotApplicable(InfrastructureLab.Machines).Should().BeEmpty();
    }

    [Fact]
    public void What_is_a_fault_of_the_spec_everywhere_is_not_said_here_again() =>
        Configuration.FindObstacles(new InfrastructureSpec { LoadBalancer = new LoadBalancerSpec(), Domain = new DomainSpec("a..${x}"), Backup = new BackupSpec(1) { Schedule = "daily" } }, new AwsOptions()).Should().BeEmpty();

    [Fact]
    public void A_domain_with_other_letters_is_written_as_DNS_has_it() =>
        InfrastructureLab.Write(InfrastructureLab.Machines with { Domain = new DomainSpec("bücher.test.example.com") }).Configuration.ToString().Should().Contain("\"xn--bcher-kva.test.example.com\"");

    [Fact]
    public void A_load_balancer_that_would_have_one_zone_is_refused_with_what_to_add()
    {
        NetworkSpec narrow = InfrastructureLab.Network with { NatGateway = false, Subnets = [.. InfrastructureLab.Network.Subnets.Skip(1).Take(2)] };

        FaultOf(InfrastructureLab.Machines).Should().StartWith("loadBalancer: A public load balancer needs 2 public subnets").And.Contain("has 1.");
        FaultOf(InfrastructureLab.ScalingMachines).Should().StartWith("loadBalancer: A load balancer needs 2 subnets").And.Contain("private subnet");

        string FaultOf(InfrastructureSpec spec) => InfrastructureLab.Write(spec, narrow).Faults.Should().ContainSingle().Which.ToString();
    }

    [Theory]
    [InlineData("0 3 * * *", "cron(0 3 * * ? *)")]
    [InlineData("15 */2 1-7 jan *", "cron(15 0/2 1-7 JAN ? *)")]
    [InlineData("0 0 * */3 0", "cron(0 0 ? 1/3 1 *)")]
    [InlineData("0 0 * * 7", "cron(0 0 ? * 1 *)")]
    [InlineData("0 0 * * 5-7", "cron(0 0 ? * 1,6,7 *)")]
    [InlineData("0 0 * * */2", "cron(0 0 ? * 1,3,5,7 *)")]
    [InlineData("0 0 * * mon-fri", "cron(0 0 ? * MON-FRI *)")]
    public void A_schedule_is_told_as_AWS_writes_it(string schedule, string told)
    {
        BackupSchedule.FindFault(schedule).Should().BeNull();
        BackupSchedule.ToAws(schedule).Should().Be(told);
    }

    [Theory]
    [InlineData("0 3 1 * 1")]
    [InlineData("0 3 * * 8")]
    [InlineData("0 3 * * 5-2")]
    [InlineData("0 3 ${x} * *")]
    [InlineData("0,30 3 * * *")]
    public void A_schedule_that_AWS_has_not_is_refused(string schedule) => BackupSchedule.FindFault(schedule).Should().NotBeNull();

    [Theory]
    [InlineData("t3.micro", false)]
    [InlineData("t4g.micro", true)]
    [InlineData("g4dn.xlarge", false)]
    [InlineData("g5g.xlarge", true)]
    [InlineData("c7gn.large", true)]
    [InlineData("im4gn.large", true)]
    [InlineData("a1.medium", true)]
    [InlineData("m6i.large", false)]
    [InlineData("u-6tb1.metal", false)]
    [InlineData("${x}", false)]
    public void The_image_fits_the_processor(string type, bool isArm) => MachineImage.IsArm(type).Should().Be(isArm);

    private static IEnumerable<string> Obstacles(InfrastructureSpec spec) => Configuration.FindObstacles(spec, new AwsOptions()).Select(obstacle => obstacle.ToString());
}
