namespace Lumina.Environments.Aws.Tests;

/// <summary>An environment of many types of things, each tagged as components tag theirs.</summary>
internal sealed class SampleEnvironment
{
    public const string Region = "eu-central-1";

    private readonly AwsComponent _network;
    private readonly AwsComponent _service;
    private readonly AwsComponent _database;

    /// <summary>Makes it.</summary>
    /// <param name="number">Another one for each.</param>
    public SampleEnvironment(int number)
    {
        Id = EnvironmentId.Create(DateTimeOffset.UnixEpoch.AddDays(20_000 + number), new byte[10]);
        _network = Component(ComponentName.Network);
        _service = Component(ComponentName.Service("api"));
        _database = Component(ComponentName.Database("orders"));
    }

    public EnvironmentId Id { get; }

    public static ComponentName Service => ComponentName.Service("api");

    /// <summary>The provider, whose tags are on everything, and the expiry that parts refer to.</summary>
    public TerraformJson Provider() => new TerraformJson().Provider(
        new TerraformProvider("aws", "hashicorp/aws", TestTools.ProviderVersion),
        new TerraformBlock
        {
            ["region"] = Region,
            ["s3_use_path_style"] = true,
            ["default_tags"] = TerraformValue.List(new TerraformBlock
            {
                ["tags"] = TerraformValue.Map(_network.Marks.ToDictionary().Where(mark => mark.Key != OwnershipMarks.ComponentMark)),
            }),
        }).Local(AwsMainPart.ExpiryLocal, _network.Marks.ToDictionary()[OwnershipMarks.ExpiresAtMark]);

    /// <summary>A few things that stand alone, but one.</summary>
    public SampleEnvironment Small()
    {
        TerraformAddress topic = _service.Tagged("aws_sns_topic", "", new TerraformBlock { ["name"] = _service.PlatformName("", 128) });
        _service.Tagged("aws_sqs_queue", "", new TerraformBlock { ["name"] = _service.PlatformName("", 64) });
        _service.Tagged("aws_s3_bucket", "files", new TerraformBlock { ["bucket"] = _service.PlatformName("files", 63) });
        _service.Tagged("aws_cloudwatch_log_group", "", new TerraformBlock { ["name"] = $"/lumina/{_service.PlatformName("", 128)}" });
        _service.Tagged("aws_cloudwatch_metric_alarm", "", Alarm(topic));
        _database.Tagged("aws_dynamodb_table", "", MotoLab.SmallTable(_database.PlatformName("", 128)));
        TerraformAddress vpc = _network.Tagged("aws_vpc", "", new TerraformBlock { ["cidr_block"] = "10.7.0.0/16" });
        Subnet(vpc, "a", 1);
        return this;
    }

    /// <summary>A server of RDS and nothing else.</summary>
    public SampleEnvironment Server()
    {
        _database.Tagged("aws_db_instance", "", new TerraformBlock
        {
            ["identifier"] = _database.PlatformName("", 63),
            ["engine"] = "postgres",
            ["instance_class"] = "db.t3.micro",
            ["allocated_storage"] = 20L,
            ["username"] = "lumina",
            ["password"] = "not-a-secret",
            ["skip_final_snapshot"] = true,
            ["delete_automated_backups"] = true,
        });
        return this;
    }

    /// <summary>Things that stand on and in one another.</summary>
    public SampleEnvironment Large()
    {
        TerraformAddress vpc = _network.Tagged("aws_vpc", "", new TerraformBlock { ["cidr_block"] = "10.7.0.0/16" });
        TerraformValue vpcId = IdOf(vpc);
        TerraformValue[] subnets = [IdOf(Subnet(vpc, "a", 1)), IdOf(Subnet(vpc, "b", 2))];
        TerraformAddress gateway = _network.Tagged("aws_internet_gateway", "", new TerraformBlock { ["vpc_id"] = vpcId });
        TerraformAddress table = _network.Tagged("aws_route_table", "", new TerraformBlock { ["vpc_id"] = vpcId });
        _network.Untagged("aws_route", "out", new TerraformBlock { ["route_table_id"] = IdOf(table), ["destination_cidr_block"] = "0.0.0.0/0", ["gateway_id"] = IdOf(gateway) });
        _network.Untagged("aws_route_table_association", "a", new TerraformBlock { ["subnet_id"] = subnets[0], ["route_table_id"] = IdOf(table) });
        TerraformAddress address = _network.Tagged("aws_eip", "nat", new TerraformBlock { ["domain"] = "vpc" });
        _network.Tagged("aws_nat_gateway", "", new TerraformBlock { ["allocation_id"] = IdOf(address), ["subnet_id"] = subnets[0] });
        TerraformAddress front = Group("front", vpcId);
        TerraformAddress back = Group("back", vpcId);
        Rule(back, front, "back");
        Rule(front, back, "front");
        Compute(subnets, IdOf(front));
        Balancer(vpcId, subnets, IdOf(front));
        Databases(subnets, IdOf(back));
        Loose();
        return this;
    }

    public AwsSweepScope Sweep() => new(Id.Value, AwsLab.Account, Region);

    /// <summary>The marks of a component.</summary>
    public IReadOnlyDictionary<string, string> Marks(ComponentName name) => Component(name).Marks.ToDictionary();

    /// <summary>Everything that was written.</summary>
    public IEnumerable<(string Name, TerraformJson Configuration)> Parts() =>
        new[] { _network, _service, _database }.Select(component => (TerraformAddress.NameOf(component.Name, ""), component.Configuration));

    public async Task<TerraformRun> ConfigureAsync(TerraformLab lab)
    {
        foreach ((string name, TerraformJson configuration) in Parts())
        {
            lab.Workspace.WritePart(name, configuration);
        }

        return await lab.ConfigureAsync(Provider());
    }

    private void Compute(TerraformValue[] subnets, TerraformValue group)
    {
        const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        TerraformAddress role = _service.Tagged("aws_iam_role", "", new TerraformBlock { ["name"] = _service.PlatformName("", 64), ["assume_role_policy"] = Trust });
        _service.Untagged("aws_iam_role_policy", "", new TerraformBlock
        {
            ["name"] = _service.PlatformName("", 64),
            ["role"] = TerraformExpression.Attribute(role, "name"),
            ["policy"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""",
        });
        TerraformAddress profile = _service.Tagged("aws_iam_instance_profile", "", new TerraformBlock { ["name"] = _service.PlatformName("", 64), ["role"] = TerraformExpression.Attribute(role, "name") });
        _service.Tagged("aws_instance", "", new TerraformBlock
        {
            ["ami"] = "ami-12c6146b",
            ["instance_type"] = "t3.micro",
            ["subnet_id"] = subnets[0],
            ["vpc_security_group_ids"] = TerraformValue.List(group),
            ["iam_instance_profile"] = TerraformExpression.Attribute(profile, "name"),
        });
        TerraformAddress template = _service.Tagged("aws_launch_template", "", new TerraformBlock
        {
            ["name"] = _service.PlatformName("", 128),
            ["image_id"] = "ami-12c6146b",
            ["instance_type"] = "t3.micro",
            ["tag_specifications"] = TerraformValue.List(new TerraformBlock
            {
                ["resource_type"] = "instance",
                ["tags"] = TerraformValue.MapOf(_service.AllTags(_service.Address("aws_launch_template"), "")),
            }),
        });
        TerraformAddress scaled = _service.Address("aws_autoscaling_group");
        _service.Untagged("aws_autoscaling_group", "", new TerraformBlock
        {
            ["name"] = _service.PlatformName("", 128),
            ["min_size"] = 1L,
            ["max_size"] = 2L,
            ["vpc_zone_identifier"] = TerraformValue.List(subnets),
            ["launch_template"] = TerraformValue.List(new TerraformBlock { ["id"] = IdOf(template), ["version"] = "$Latest" }),
            ["tag"] = TerraformValue.List([.. _service.AllTags(scaled, "").Select(tag => (TerraformValue)new TerraformBlock
            {
                ["key"] = tag.Key,
                ["value"] = tag.Value,
                ["propagate_at_launch"] = true,
            })]),
        });
    }

    private void Balancer(TerraformValue vpcId, TerraformValue[] subnets, TerraformValue group)
    {
        TerraformAddress balancer = _service.Tagged("aws_lb", "", new TerraformBlock
        {
            ["name"] = _service.PlatformName("", 32),
            ["internal"] = true,
            ["load_balancer_type"] = "application",
            ["subnets"] = TerraformValue.List(subnets),
            ["security_groups"] = TerraformValue.List(group),
        });
        TerraformAddress targets = _service.Tagged("aws_lb_target_group", "", new TerraformBlock
        {
            ["name"] = _service.PlatformName("", 32),
            ["port"] = 80L,
            ["protocol"] = "HTTP",
            ["vpc_id"] = vpcId,
        });
        _service.Tagged("aws_lb_listener", "", new TerraformBlock
        {
            ["load_balancer_arn"] = TerraformExpression.Attribute(balancer, "arn"),
            ["port"] = 80L,
            ["protocol"] = "HTTP",
            ["default_action"] = TerraformValue.List(new TerraformBlock { ["type"] = "forward", ["target_group_arn"] = TerraformExpression.Attribute(targets, "arn") }),
        });
    }

    private void Databases(TerraformValue[] subnets, TerraformValue group)
    {
        TerraformAddress subnetGroup = _database.Tagged("aws_db_subnet_group", "", new TerraformBlock { ["name"] = _database.PlatformName("", 128), ["subnet_ids"] = TerraformValue.List(subnets) });
        TerraformAddress parameters = _database.Tagged("aws_db_parameter_group", "", new TerraformBlock { ["name"] = _database.PlatformName("", 128), ["family"] = "postgres14" });
        _database.Tagged("aws_db_instance", "", new TerraformBlock
        {
            ["identifier"] = _database.PlatformName("", 63),
            ["engine"] = "postgres",
            ["engine_version"] = "14",
            ["instance_class"] = "db.t3.micro",
            ["allocated_storage"] = 20L,
            ["username"] = "lumina",
            ["password"] = "a-Password-of-24-letters",
            ["db_subnet_group_name"] = TerraformExpression.Attribute(subnetGroup, "name"),
            ["parameter_group_name"] = TerraformExpression.Attribute(parameters, "name"),
            ["vpc_security_group_ids"] = TerraformValue.List(group),
            ["skip_final_snapshot"] = true,
        });
        _database.Tagged("aws_dynamodb_table", "", MotoLab.SmallTable(_database.PlatformName("", 128)));
    }

    private void Loose()
    {
        TerraformAddress topic = _service.Tagged("aws_sns_topic", "", new TerraformBlock { ["name"] = _service.PlatformName("", 128) });
        TerraformAddress queue = _service.Tagged("aws_sqs_queue", "", new TerraformBlock { ["name"] = _service.PlatformName("", 64) });
        _service.Tagged("aws_s3_bucket", "files", new TerraformBlock { ["bucket"] = _service.PlatformName("files", 63) });
        _service.Tagged("aws_cloudwatch_log_group", "", new TerraformBlock { ["name"] = $"/lumina/{_service.PlatformName("", 128)}" });
        _service.Tagged("aws_cloudwatch_metric_alarm", "", Alarm(topic));
        _service.Untagged("aws_cloudwatch_dashboard", "", new TerraformBlock { ["dashboard_name"] = _service.PlatformName("", 128), ["dashboard_body"] = """{"widgets":[]}""" });
        TerraformAddress rule = _service.Tagged("aws_cloudwatch_event_rule", "", new TerraformBlock { ["name"] = _service.PlatformName("", 64), ["schedule_expression"] = "rate(1 hour)" });
        _service.Untagged("aws_cloudwatch_event_target", "", new TerraformBlock { ["rule"] = TerraformExpression.Attribute(rule, "name"), ["arn"] = TerraformExpression.Attribute(queue, "arn") });
        _service.Tagged("aws_apigatewayv2_api", "", new TerraformBlock { ["name"] = _service.PlatformName("", 128), ["protocol_type"] = "HTTP" });
        _service.Tagged("aws_route53_zone", "", new TerraformBlock { ["name"] = $"{_service.ExternalName}.example.com" });
        _service.Tagged("aws_ssm_parameter", "", new TerraformBlock { ["name"] = $"/lumina/{_service.ExternalName}", ["type"] = "String", ["value"] = "x" });
        _service.Tagged("aws_secretsmanager_secret", "", new TerraformBlock { ["name"] = _service.PlatformName("", 128) });
    }

    private TerraformAddress Subnet(TerraformAddress vpc, string name, int number) => _network.Tagged("aws_subnet", name, new TerraformBlock
    {
        ["vpc_id"] = IdOf(vpc),
        ["cidr_block"] = $"10.7.{number}.0/24",
        ["availability_zone"] = Region + name,
    });

    private TerraformAddress Group(string name, TerraformValue vpcId) =>
        _network.Tagged("aws_security_group", name, new TerraformBlock { ["name"] = _network.PlatformName(name, 128), ["vpc_id"] = vpcId });

    /// <summary>Each lets the other in, so that neither can go first.</summary>
    private void Rule(TerraformAddress group, TerraformAddress from, string name) => _network.Tagged("aws_vpc_security_group_ingress_rule", name, new TerraformBlock
    {
        ["security_group_id"] = IdOf(group),
        ["referenced_security_group_id"] = IdOf(from),
        ["ip_protocol"] = "tcp",
        ["from_port"] = 80L,
        ["to_port"] = 80L,
    });

    private TerraformBlock Alarm(TerraformAddress topic) => new()
    {
        ["alarm_name"] = _service.PlatformName("", 128),
        ["comparison_operator"] = "GreaterThanThreshold",
        ["evaluation_periods"] = 1L,
        ["metric_name"] = "CPUUtilization",
        ["namespace"] = "AWS/EC2",
        ["period"] = 60L,
        ["statistic"] = "Average",
        ["threshold"] = 80L,
        ["alarm_actions"] = TerraformValue.List(TerraformExpression.Attribute(topic, "arn")),
    };

    private static TerraformValue IdOf(TerraformAddress address) => TerraformExpression.Attribute(address, "id");

    private AwsComponent Component(ComponentName name) => new()
    {
        Name = name,
        ExternalName = ExternalName.For(Id, name),
        Marks = new OwnershipMarks("tests", Id, name, "somebody", new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)),
        Region = Region,
        Options = new AwsOptions(),
    };
}
