namespace Lumina.Environments.Tests.Specification;

[Trait("Category", "Creation")]
public sealed class SpecificationValidationTests
{
    private static readonly EnvironmentSpec Valid = new("checkout", owner: "payments")
    {
        Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("one", "10.0.1.0/24"), new SubnetSpec("two", "10.0.2.0/24")] },
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("db/schema.sql") }],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Project("src/Shop.Api"))
            {
                Endpoints = [EndpointSpec.Http()],
                Settings = { ["ConnectionStrings__orders"] = Reference.ConnectionString("orders") },
                HealthCheck = HealthCheckSpec.Http("/health"),
            },
        ],
    };

    [Fact]
    public void A_valid_spec_has_no_fault() => Valid.Validate().Should().BeEmpty();

    [Fact]
    public void A_spec_with_ten_faults_reports_all_ten_with_their_paths()
    {
        EnvironmentSpec spec = new("Check out", owner: "payments")
        {
            Lifetime = TimeSpan.Zero,
            Timeout = TimeSpan.FromDays(30),
            Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("one", "10.0.1.0/24"), new SubnetSpec("two", "10.0.0.0/20"), new SubnetSpec("three", "192.168.0.1/24")] },
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { StorageGib = 0 }, new DatabaseSpec("orders", DatabaseType.Redis)],
            Services =
            [
                new ServiceSpec("api", ServiceSource.Project("src/Shop.Api"))
                {
                    Endpoints = [EndpointSpec.Http(), EndpointSpec.Tcp(port: 70_000)],
                    Settings = { ["DB"] = Reference.ConnectionString("order"), ["URL"] = new Reference(ComponentName.Database("orders"), "urll") },
                },
            ],
        };

        string[] paths = [.. spec.Validate().Select(fault => fault.Path)];

        paths.Should().BeEquivalentTo(
            "name",
            "lifetime",
            "timeout",
            "network.subnets[1].cidr",
            "network.subnets[2].cidr",
            "databases[0].storageGib",
            "databases[1].name",
            "services[0].endpoints[1].port",
            "services[0].settings.DB",
            "services[0].settings.URL");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("Checkout")]
    [InlineData("check_out")]
    [InlineData("checkout-")]
    [InlineData("checkout\n")]
    public void A_name_that_is_no_dns_label_is_a_fault(string name) =>
        Only(Valid with { Name = name }).Should().Be(
            new SpecificationFault("name", $"'{name}' is no name of an environment.", "Allowed: 1 to 63 lower-case letters, digits and hyphens, a letter first and no hyphen last."));

    [Fact]
    public void A_name_has_at_most_63_characters()
    {
        (Valid with { Name = new string('a', 63) }).Validate().Should().BeEmpty();
        Only(Valid with { Name = new string('a', 64) }).Path.Should().Be("name");
    }

    [Fact]
    public void An_unknown_reference_is_a_fault_with_the_nearest_name() =>
        Only(WithSetting(Reference.ConnectionString("ordres"))).Should().Be(
            new SpecificationFault("services[0].settings.X", "There is no component 'database/ordres'.", "Did you mean 'database/orders'?"));

    [Fact]
    public void A_reference_to_another_kind_of_that_name_suggests_the_right_kind() =>
        Only(WithSetting(new Reference(ComponentName.Service("orders"), "http"))).Fix.Should().Be("Did you mean 'database/orders'?");

    [Fact]
    public void A_reference_is_checked_to_its_end() =>
        Only(WithSetting(new Reference(ComponentName.Database("orders"), "conectionString"))).Should().Be(
            new SpecificationFault("services[0].settings.X", "'database/orders' has no output 'conectionString'.", "Did you mean 'connectionString'?"));

    [Fact]
    public void A_service_that_refers_to_itself_is_a_fault() =>
        Only(WithSetting(Reference.Endpoint("api"))).Problem.Should().Be("'service/api' waits for itself.");

    [Fact]
    public void A_cycle_is_a_fault_that_names_the_whole_cycle()
    {
        EnvironmentSpec spec = Valid with
        {
            Services =
            [
                Service("a") with { Settings = Setting("B", Reference.Endpoint("b")) },
                Service("b") with { DependsOn = [ComponentName.Service("c")] },
                Service("c") with { Settings = Setting("A", Reference.Endpoint("a")) },
            ],
        };

        Only(spec).Should().Be(new SpecificationFault(
            "services[0]",
            "Components wait for each other in a circle: service/a -> service/b -> service/c -> service/a.",
            "Take one of these references or dependencies out."));
    }

    [Fact]
    public void A_database_that_waits_for_its_own_data_is_in_a_cycle() =>
        Only(Valid with { Databases = [Valid.Databases[0] with { DependsOn = [ComponentName.Data("orders")] }] })
            .Problem.Should().Contain("database/orders -> data/orders -> database/orders");

    [Fact]
    public void A_network_that_waits_for_a_service_is_in_a_cycle_since_networks_come_first() =>
        Valid.Validate().Concat((Valid with { Network = Valid.Network! with { DependsOn = [ComponentName.Service("api")] } }).Validate())
            .Should().Contain(fault => fault.Problem.Contains("network -> service/api -> network", StringComparison.Ordinal));

    [Theory]
    [InlineData("10.0.0.0/33", "'10.0.0.0/33' is no CIDR block.", "A block reads address/length, such as 10.0.0.0/16.")]
    [InlineData("10.0.0/16", "'10.0.0/16' is no CIDR block.", "A block reads address/length, such as 10.0.0.0/16.")]
    [InlineData("10.0.0.1/16", "'10.0.0.1/16' has bits set behind its first 16.", "Write 10.0.0.0/16.")]
    [InlineData("fd00::1/64", "'fd00::1/64' has bits set behind its first 64.", "Write fd00::/64.")]
    [Trait("Category", "Networking")]
    public void A_block_of_addresses_that_makes_no_sense_is_a_fault(string cidr, string problem, string fix) =>
        Only(Valid with { Network = new NetworkSpec { Cidr = cidr } }).Should().Be(new SpecificationFault("network.cidr", problem, fix));

    [Fact]
    [Trait("Category", "Networking")]
    public void A_subnet_outside_its_network_is_a_fault_with_both_blocks() =>
        Only(Valid with { Network = new NetworkSpec { Cidr = "10.0.0.0/16", Subnets = [new SubnetSpec("one", "10.1.0.0/24")] } })
            .Problem.Should().Be("10.1.0.0/24 is not within the network, which is 10.0.0.0/16.");

    [Fact]
    [Trait("Category", "Networking")]
    public void Subnets_with_addresses_need_a_network_with_addresses() =>
        Only(Valid with { Network = new NetworkSpec { Subnets = [new SubnetSpec("one", "10.1.0.0/24")] } }).Should().Be(new SpecificationFault(
            "network.cidr", "The network has no addresses of its own, and its subnets have.", "Write the block that they are within, or leave out the cidr of each subnet."));

    [Fact]
    [Trait("Category", "Networking")]
    public void Either_all_subnets_have_addresses_or_none_has()
    {
        Only(Valid with { Network = new NetworkSpec { Cidr = "10.1.0.0/16", Subnets = [new SubnetSpec("one", "10.1.0.0/24"), new SubnetSpec("two")] } }).Should().Be(new SpecificationFault(
            "network.subnets[1].cidr", "It is missing, and other subnets have theirs.", "Give a block to each subnet, or to none: then each has an equal part of the network."));
        (Valid with { Network = new NetworkSpec { Subnets = [new SubnetSpec("one"), new SubnetSpec("two")] } }).Validate().Should().BeEmpty();
    }

    [Fact]
    [Trait("Category", "Networking")]
    public void A_rule_names_a_block_or_a_group_and_the_group_is_there()
    {
        EnvironmentSpec spec = Valid with
        {
            Network = new NetworkSpec
            {
                SecurityGroups =
                [
                    new SecurityGroupSpec("web")
                    {
                        Ingress =
                        [
                            new SecurityRuleSpec(80, 80),
                            new SecurityRuleSpec(80, 80) { Cidr = "0.0.0.0/0", Group = "web" },
                            new SecurityRuleSpec(80, 80) { Group = "wbe" },
                            new SecurityRuleSpec(443, 80) { Group = "web", Protocol = "TCP" },
                        ],
                    },
                ],
            },
        };

        string[] faults = [.. spec.Validate().Select(fault => fault.ToString())];

        faults.Should().Equal(
            "network.securityGroups[0].ingress[0]: The rule names nobody: neither cidr nor group. Give it one of the two.",
            "network.securityGroups[0].ingress[1]: The rule names both cidr '0.0.0.0/0' and group 'web'. Give it one of the two.",
            "network.securityGroups[0].ingress[2].group: There is no security group 'wbe'. Did you mean 'web'?",
            "network.securityGroups[0].ingress[3].toPort: 80 is less than fromPort, which is 443. Make toPort fromPort or more.",
            "network.securityGroups[0].ingress[3].protocol: 'TCP' is no protocol of a rule. Allowed: tcp, udp, icmp, all.");
    }

    [Fact]
    public void Times_that_do_not_fit_into_each_other_are_faults_that_print_both()
    {
        EnvironmentSpec spec = Valid with
        {
            Lifetime = TimeSpan.FromMinutes(10),
            Timeout = TimeSpan.FromMinutes(20),
            Services =
            [
                Service("api") with
                {
                    StepTimeout = TimeSpan.FromMinutes(25),
                    HealthCheck = HealthCheckSpec.Http() with { Timeout = TimeSpan.FromMinutes(2), StartupTimeout = TimeSpan.FromMinutes(1) },
                },
            ],
        };

        string[] faults = [.. spec.Validate().Select(fault => fault.ToString())];

        faults.Should().Equal(
            "timeout: 00:20:00 is longer than lifetime, which is 00:10:00. Make it 00:10:00 or less, or lifetime 00:20:00 or more.",
            "services[0].stepTimeout: 00:25:00 is longer than timeout, which is 00:20:00. Make it 00:20:00 or less, or timeout 00:25:00 or more.",
            "services[0].healthCheck.timeout: 00:02:00 is longer than services[0].healthCheck.startupTimeout, which is 00:01:00. Make it 00:01:00 or less, or services[0].healthCheck.startupTimeout 00:02:00 or more.");
    }

    [Fact]
    public void A_default_time_gives_way_to_a_shorter_limit() => (Valid with { Lifetime = TimeSpan.FromSeconds(30) }).Validate().Should().BeEmpty();

    [Fact]
    public void An_unlimited_lifetime_has_room_for_any_timeout() =>
        (Valid with { Lifetime = EnvironmentSpec.Unlimited, Timeout = TimeSpan.FromDays(2) }).Validate().Should().BeEmpty();

    [Fact]
    public void A_short_secret_is_a_fault_that_does_not_say_it()
    {
        SpecificationFault fault = Only(WithSetting(new Secret("hunter2")));

        fault.Should().Be(new SpecificationFault("services[0].settings.X", "The secret has 7 characters.", "Give it 8 or more: a shorter one cannot be told from other text when it is redacted."));
        fault.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public void A_secret_whose_variable_is_not_set_is_a_fault_that_names_it() =>
        Only(WithSetting(Secret.FromEnvironmentVariable("LUMINA_TESTS_NEVER_SET"))).Problem.Should().Be("The environment variable LUMINA_TESTS_NEVER_SET is not set.");

    [Fact]
    public void A_service_is_made_from_something()
    {
        Only(Valid with { Services = [new ServiceSpec("api")] }).Path.Should().Be("services[0].sources");
        Only(Valid with { Services = [new ServiceSpec("api", ServiceSource.Image("a:1"), ServiceSource.External(new Uri("http://a")))] }).Path.Should().Be("services[0].sources");
    }

    [Fact]
    public void A_health_check_asks_an_endpoint_that_is_there()
    {
        Only(Valid with { Services = [Service("api") with { HealthCheck = HealthCheckSpec.Http(endpoint: "htp") }] })
            .Should().Be(new SpecificationFault("services[0].healthCheck.endpoint", "'api' has no endpoint 'htp'.", "Did you mean 'http'?"));
        Only(Valid with { Services = [Service("api") with { Endpoints = [EndpointSpec.Tcp()], HealthCheck = HealthCheckSpec.Http() }] })
            .Path.Should().Be("services[0].healthCheck.type");
    }

    [Fact]
    public void What_ends_when_its_work_is_done_answers_nobody_and_is_not_several()
    {
        ServiceSpec api = Service("api") with { Run = ServiceRun.Once, Endpoints = [EndpointSpec.Http()], Replicas = 2, HealthCheck = HealthCheckSpec.Http() };

        (Valid with { Services = [api] }).Validate().Select(fault => fault.Path)
            .Should().BeEquivalentTo("services[0].endpoints", "services[0].replicas", "services[0].healthCheck");
        (Valid with { Services = [api with { Run = ServiceRun.Always }] }).Validate().Should().BeEmpty();
        Only(Valid with { Services = [new ServiceSpec("api", ServiceSource.External(new Uri("http://a"))) { Run = ServiceRun.At("@daily") }] }).Path.Should().Be("services[0].run");
    }

    [Theory]
    [InlineData("*/15 * * * *", true)]
    [InlineData("0 3 1 JAN MON-FRI", true)]
    [InlineData("@hourly", true)]
    [InlineData("61 * * * *", false)]
    [InlineData("* * * * * *", false)]
    [InlineData("often", false)]
    [InlineData("", false)]
    public void A_schedule_is_a_cron_expression_of_five_fields(string schedule, bool isValid)
    {
        IReadOnlyList<SpecificationFault> faults = (Valid with { Services = [new ServiceSpec("cleaner", ServiceSource.Image("cleaner:1")) { Run = ServiceRun.At(schedule) }] }).Validate();

        faults.Select(fault => fault.Path).Should().Equal(isValid ? [] : ["services[0].run"]);
    }

    [Fact]
    public void A_fixed_port_is_taken_once_within_a_service() =>
        Only(Valid with { Services = [Service("api") with { Endpoints = [EndpointSpec.Http(80), EndpointSpec.Https(80)] }] })
            .Problem.Should().Be("'80' is taken by services[0].endpoints[0].");

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\0B")]
    public void A_setting_has_a_name_that_an_environment_variable_can_have(string key) =>
        Only(Valid with { Services = [Service("api") with { Settings = Setting(key, "x") }] }).Path.Should().Be($"services[0].settings.{key}");

    [Theory]
    [InlineData("connection string", "{http}", "'connection string' is no name of an output.", "Allowed: letters, digits and hyphens, a letter first, such as connectionString.")]
    [InlineData("HTTP", "{http}", "'HTTP' is an endpoint, whose address is an output by that name.", "Give the output another name.")]
    [InlineData("url", "x://{htp.host}", "'api' has no endpoint 'htp'.", "Did you mean 'http'? Write {{ for a brace.")]
    [InlineData("url", "x://{http", "'api' has no endpoint ''.", "There is: http. Write {{ for a brace.")]
    public void An_output_has_a_name_of_its_own_and_names_endpoints_of_its_service(string name, string template, string problem, string fix) =>
        Only(Valid with { Services = [Service("api") with { Endpoints = [EndpointSpec.Http()], Outputs = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = template } }] })
            .Should().Be(new SpecificationFault($"services[0].outputs.{name}", problem, fix));

    [Fact]
    public void A_check_by_command_has_one_and_another_has_none()
    {
        Only(Valid with { Services = [Service("api") with { HealthCheck = HealthCheckSpec.Command() }] }).Path.Should().Be("services[0].healthCheck.commandLine");
        Only(Valid with { Services = [Service("api") with { HealthCheck = HealthCheckSpec.Platform() with { CommandLine = ["true"] } }] }).Path.Should().Be("services[0].healthCheck.commandLine");
        Only(Valid with { Services = [new ServiceSpec("api", ServiceSource.External(new Uri("https://api.example.com"))) { HealthCheck = HealthCheckSpec.Command("true") }] })
            .Path.Should().Be("services[0].healthCheck.type");
    }

    [Fact]
    public void A_check_by_log_has_a_line_and_another_has_none()
    {
        Only(Valid with { Services = [Service("api") with { HealthCheck = HealthCheckSpec.LogLine(" ") }] }).Path.Should().Be("services[0].healthCheck.line");
        Only(Valid with { Services = [Service("api") with { HealthCheck = HealthCheckSpec.LogLine("one\ntwo") }] }).Problem.Should().Be("It has a line break in it, and no line has.");
        Only(Valid with { Services = [Service("api") with { HealthCheck = HealthCheckSpec.Platform() with { Line = "ready" } }] }).Path.Should().Be("services[0].healthCheck.line");
        Only(Valid with { Services = [new ServiceSpec("api", ServiceSource.External(new Uri("https://api.example.com"))) { HealthCheck = HealthCheckSpec.LogLine("ready") }] })
            .Path.Should().Be("services[0].healthCheck.type");
    }

    [Fact]
    public void What_is_copied_on_failure_has_absolute_paths() =>
        Only(Valid with { Services = [Service("api") with { Container = new ContainerSettings { CopyOnFailure = ["/var/log", "logs"] } }] }).Path.Should().Be("services[0].container.copyOnFailure[1]");

    [Fact]
    public void No_path_in_a_container_leads_up() =>
        Only(Valid with { Services = [Service("api") with { Container = new ContainerSettings { Files = [new ContainerFile("/etc/../../host", "")] } }] }).Path.Should().Be("services[0].container.files[0].path");

    [Fact]
    public void A_component_of_a_kind_that_nobody_registered_is_a_fault_with_those_that_are_known() =>
        Only(Valid with { Components = [new BrokerSpec("events")] }).Should().Be(new SpecificationFault(
            "components[0].kind",
            "The kind 'broker' is not registered.",
            "Register it with AddComponentKind. Known: data, database, infrastructure, monitoring, network, service."));

    [Fact]
    public void A_component_of_a_package_brings_faults_of_its_own() =>
        (Valid with { Components = [new BrokerSpec("events") { Topics = 0 }] }).Validate().Should().Contain(
            new SpecificationFault("components[0].topics", "0 is out of range.", "Allowed: 1 to 10."));

    [Fact]
    public void A_component_of_the_librarys_own_kinds_has_its_own_place() =>
        (Valid with { Components = [new DatabaseSpec("other", DatabaseType.Redis)] }).Validate().Should().ContainSingle()
            .Which.Fix.Should().Be("Write it under databases.");

    [Fact]
    public void A_tag_is_not_one_of_the_librarys_marks() =>
        Only(Valid with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["lumina-owner"] = "me" } }).Path.Should().Be("tags.lumina-owner");

    private static ServiceSpec Service(string name) => new(name, ServiceSource.Image("nginx:1.27")) { Endpoints = [EndpointSpec.Http()] };

    private static Dictionary<string, SettingValue> Setting(string key, SettingValue value) => new(StringComparer.Ordinal) { [key] = value };

    private static EnvironmentSpec WithSetting(SettingValue value) => Valid with { Services = [Service("api") with { Settings = Setting("X", value) }] };

    private static SpecificationFault Only(EnvironmentSpec spec) => spec.Validate().Should().ContainSingle().Subject;

    private sealed record BrokerSpec(string Queue) : ComponentSpec(Queue)
    {
        public override string Kind => "broker";

        public int Topics { get; init; } = 1;

        public override IEnumerable<SpecificationFault> Validate() => Topics is >= 1 and <= 10 ? [] : [new SpecificationFault("topics", $"{Topics} is out of range.", "Allowed: 1 to 10.")];
    }

    [Fact]
    public void Two_that_would_answer_to_one_name_in_a_network_are_a_fault()
    {
        EnvironmentSpec spec = new("checkout", owner: "payments")
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
            Services =
            [
                new ServiceSpec("orders", ServiceSource.Image("orders:1")),
                new ServiceSpec("web", ServiceSource.Image("web:1")) { Container = new ContainerSettings { Aliases = ["www", "orders", "web"] } },
            ],
        };

        spec.Validate().Select(fault => (fault.Path, fault.Problem)).Should().Equal(
            ("services[0].name", "database/orders answers to 'orders' too, and in one network nobody could tell them apart."),
            ("services[1].container.aliases[1]", "database/orders answers to 'orders' too, and in one network nobody could tell them apart."));
    }

    [Fact]
    public void Nobody_is_reached_by_the_name_that_everybody_has_for_himself()
    {
        EnvironmentSpec spec = new("checkout", owner: "payments")
        {
            Services = [new ServiceSpec("localhost", ServiceSource.Image("a:1")), new ServiceSpec("web", ServiceSource.Image("web:1")) { Container = new ContainerSettings { Aliases = ["localhost"] } }],
        };

        spec.Validate().Select(fault => $"{fault}").Should().StartWith("services[0].name: 'localhost' is everybody's name for himself, and nobody else would reach service/localhost by it. Give it another name.")
            .And.Contain(fault => fault.StartsWith("services[1].container.aliases[0]: 'localhost' is everybody's name", StringComparison.Ordinal));
    }

    [Fact]
    public void An_external_address_has_no_password_and_an_argument_no_NUL()
    {
        EnvironmentSpec spec = new("checkout", owner: "payments")
        {
            Services = [new ServiceSpec("web", ServiceSource.External(new Uri("http://user:password-9@web.example.com/"))), new ServiceSpec("job", ServiceSource.Command("sh", "-c", "a\0b"))],
        };

        spec.Validate().Select(fault => $"{fault}").Should().Equal(
            "services[0].sources[0].external: The address has a user or a password in it, and addresses are recorded. Take it out, and give it to who needs it as a secret setting.",
            "services[1].sources[0].arguments[1]: It has a NUL character in it, which no program can be given. Take it out, or give it as a file.");
    }

    [Fact]
    public void A_settings_value_has_no_NUL()
    {
        EnvironmentSpec spec = new("checkout", owner: "payments")
        {
            Services = [new ServiceSpec("web", ServiceSource.Image("web:1")) { Settings = { ["A"] = "x\0y", ["B"] = new Secret("long-enough\0"), ["C"] = SettingValue.Parse("x\0${service/web:http}"), ["D"] = "fine" } }],
        };

        spec.Validate().Where(fault => fault.Problem.Contains("NUL", StringComparison.Ordinal)).Select(fault => fault.Path).Should().Equal("services[0].settings.A", "services[0].settings.B", "services[0].settings.C");
    }
}
