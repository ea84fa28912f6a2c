using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace Lumina.Environments.Tests.Specification;

[Trait("Category", "Creation")]
public sealed class SpecificationJsonTests
{
    [Fact]
    public void Half_a_pair_of_surrogates_is_a_fault_like_any_other()
    {
        Action reading = () => EnvironmentSpec.FromJson("""{ "name": "\ud800", "owner": "payments" }""");

        reading.Should().Throw<InvalidEnvironmentSpecException>().WithMessage("*half of a pair of surrogates stands alone*");
    }

    [Fact]
    public void Code_json_and_configuration_give_the_same_spec()
    {
        EnvironmentSpec spec = Specs.Maximal with { Components = [] };
        string json = spec.ToJson();

        EnvironmentSpec fromJson = EnvironmentSpec.FromJson(json);
        EnvironmentSpec fromConfiguration = EnvironmentSpec.FromConfiguration(Configuration(json));

        fromJson.ToJson(indented: true).Should().Be(spec.ToJson(indented: true));
        fromConfiguration.ToJson(indented: true).Should().Be(spec.ToJson(indented: true));
        fromJson.Should().Be(spec).And.Be(fromConfiguration);
        fromJson.GetHashCode().Should().Be(spec.GetHashCode());
    }

    [Fact]
    public void A_spec_of_nothing_but_defaults_says_only_its_name_and_owner()
    {
        EnvironmentSpec spec = new("a", "b");

        spec.ToJson().Should().Be("""{"name":"a","owner":"b"}""");
        EnvironmentSpec.FromJson(spec.ToJson()).Should().Be(spec);
    }

    [Fact]
    public void Members_that_are_absent_have_their_initializers_values()
    {
        EnvironmentSpec spec = EnvironmentSpec.FromJson("""
            {
              "$schema": "environment.schema.json",
              // Comments are for people.
              "name": "a", "owner": "b",
              "network": {},
              "infrastructure": { "loadBalancer": {} },
              "services": [{ "name": "api", "sources": [{ "command": "api" }], "healthCheck": { "type": "http" } }],
              "monitoring": { "logs": {}, "alerts": [{ "name": "x", "metric": "cpu", "operator": "greaterThan", "threshold": 1 }], },
            }
            """);

        spec.Lifetime.Should().Be(EnvironmentSpec.DefaultLifetime);
        spec.Healing.MaximumRestarts.Should().Be(3);
        spec.Network!.Cidr.Should().BeNull();
        spec.Infrastructure!.LoadBalancer!.Ports.Should().Equal(80);
        spec.Services[0].Replicas.Should().Be(1);
        spec.Services[0].Type.Should().Be(ServiceType.Api);
        spec.Services[0].DependsOn.Should().BeEmpty();
        spec.Services[0].HealthCheck.Should().Be(new HealthCheckSpec(HealthCheckType.Http));
        spec.Monitoring!.Logs!.RetentionDays.Should().Be(7);
        spec.Monitoring.Alerts[0].Duration.Should().Be(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Two_specs_from_json_share_no_settings()
    {
        const string Json = """{"name":"a","owner":"b","services":[{"name":"api","sources":[{"image":"a"}]}]}""";
        EnvironmentSpec first = EnvironmentSpec.FromJson(Json);

        first.Services[0].Settings["X"] = "1";

        EnvironmentSpec.FromJson(Json).Services[0].Settings.Should().BeEmpty();
    }

    [Fact]
    public void A_setting_in_json_is_a_template_and_text_from_code_is_not()
    {
        ServiceSpec api = EnvironmentSpec.FromJson(Specs.Maximal.ToJson()).Services[0];

        api.Settings["DATABASE_URL"].Should().Be(SettingValue.FromReference(Reference.DatabaseUrl("orders")));
        api.Settings["LITERAL"].Should().Be(SettingValue.FromText("${HOME} costs $${5}"));
        api.Settings["API_KEY"].Secret!.Source.Should().Be("env:SHOP_API_KEY");
    }

    [Fact]
    public void A_literal_secret_is_only_its_place_in_json()
    {
        EnvironmentSpec spec = new("a", "b")
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { Existing = new Secret("Host=db;Password=hush-hush") }],
            Services = [new ServiceSpec("api", ServiceSource.Image("a")) { Settings = { ["KEY"] = new Secret("hush-hush") } }],
        };

        string json = spec.ToJson();

        json.Should().NotContain("hush");
        JsonNode.Parse(json)!["services"]![0]!["settings"]!["KEY"]!["secret"]!.GetValue<string>().Should().Be("stored:service/api:settings.KEY");
        JsonNode.Parse(json)!["databases"]![0]!["existing"]!["secret"]!.GetValue<string>().Should().Be("stored:database/orders:existing");
    }

    [Fact]
    public void Everything_that_cannot_be_read_is_told_at_once_with_its_path()
    {
        InvalidEnvironmentSpecException exception = Invalid("""
            {
              "name": "a", "ownr": "b", "type": "testin", "lifetime": 30, "timeout": "30",
              "databases": [{ "name": "orders", "type": "postgresql", "storageGib": "20", "name": "x" }, 7],
              "services": [
                {
                  "name": "api", "sources": [{ "image": "a", "project": "b" }, {}],
                  "endpoints": [{ "name": "http", "protocol": "htp" }],
                  "settings": { "A": "${orders}", "B": { "secret": "hunter2-hunter2" }, "C": 5 }
                }
              ],
              "network": { "cdir": "10.0.0.0/8", "subnets": {} }
            }
            """);

        exception.Faults.Select(fault => fault.Path).Should().Equal(
            "ownr",
            "type",
            "lifetime",
            "timeout",
            "databases[0].storageGib",
            "databases[0].name",
            "databases[1]",
            "services[0].sources[0]",
            "services[0].sources[1]",
            "services[0].endpoints[0].protocol",
            "services[0].settings.A",
            "services[0].settings.B.secret",
            "services[0].settings.C",
            "network.cdir",
            "network.subnets",
            "owner");
        exception.EnvironmentName.Should().Be("a");
        exception.Faults[0].Fix.Should().Be("Did you mean 'owner'?");
        exception.Faults[1].ToString().Should().Be("type: 'testin' is not allowed here. Allowed: development, staging, production, testing, performance, security.");
        exception.Message.Should().NotContain("hunter2", "what stands in a secret's place may be one");
    }

    [Fact]
    public void What_was_read_is_validated_in_the_same_go()
    {
        InvalidEnvironmentSpecException exception = Invalid("""
            {
              "name": "a", "owner": "b", "nonsense": 1,
              "services": [{ "name": "api", "sources": [{ "image": "a" }], "endpoints": [{ "name": "http", "protocol": "http", "port": 70000 }] }]
            }
            """);

        exception.Faults.Select(fault => fault.Path).Should().Equal("nonsense", "services[0].endpoints[0].port");
    }

    [Fact]
    public void A_text_that_is_no_json_says_where() =>
        Invalid("{\n  \"name\": \n}").Faults.Should().ContainSingle().Which.Path.Should().StartWith("line 3");

    [Theory]
    [InlineData("unlimited", -1)]
    [InlineData("00:00:01.5000000", 1500)]
    [InlineData("1.02:00:00", 93_600_000)]
    public void A_duration_reads_hours_minutes_and_seconds_or_unlimited(string text, long milliseconds) =>
        EnvironmentSpec.FromJson($$"""{"name":"a","owner":"b","lifetime":"{{text}}"}""").Lifetime.Should().Be(TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public void Configuration_takes_keys_in_any_case_and_everything_as_text()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["NAME"] = "a",
            ["Owner"] = "b",
            ["INFRASTRUCTURE:INSTANCECOUNT"] = "3",
            ["Databases:0:Name"] = "orders",
            ["Databases:0:Type"] = "postgresql",
            ["Databases:0:Encrypted"] = "True",
            ["Services:10:Name"] = "ui",
            ["Services:10:Sources:0:Image"] = "ui:1",
            ["Services:2:Name"] = "api",
            ["Services:2:Sources:0:Command"] = "api",
            ["Services:2:Settings:0"] = "zero",
            ["Services:2:Settings:DB_url"] = "${database/orders:url}",
            ["Services:2:Settings:Logging:LogLevel:Default"] = "Warning",
            ["Services:2:Settings:Keys:Api:Secret"] = "env:PATH",
            ["Services:2:Settings:Jwt:Secret:secret"] = "env:PATH",
            ["Services:2:Settings:Jwt:Issuer"] = "shop",
        }).Build();

        EnvironmentSpec spec = EnvironmentSpec.FromConfiguration(configuration);

        spec.Infrastructure!.InstanceCount.Should().Be(3);
        spec.Databases[0].Encrypted.Should().BeTrue();
        spec.Services.Select(service => service.Name).Should().Equal("api", "ui");
        spec.Services[0].Settings.Keys.Should().BeEquivalentTo("0", "DB_url", "Logging:LogLevel:Default", "Keys:Api", "Jwt:Secret", "Jwt:Issuer");
        spec.Services[0].Settings["Keys:Api"].Secret!.Source.Should().Be("env:PATH");
        spec.Validate().Should().BeEmpty();
    }

    [Fact]
    public void A_section_that_is_not_there_is_a_fault_that_says_so()
    {
        IConfigurationSection section = new ConfigurationBuilder().Build().GetSection("Environments:Shop");

        section.Invoking(EnvironmentSpec.FromConfiguration).Should().Throw<InvalidEnvironmentSpecException>()
            .Which.Faults.Should().ContainSingle().Which.ToString().Should().Contain("The configuration has no section 'Environments:Shop'. Name one that it has, or load what that one is in.");
    }

    [Fact]
    public void Configuration_with_a_fault_says_its_path_as_json_writes_it()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Name", "a"), new("Owner", "b"), new("Services:0:NAME", "api"), new("Services:0:Replicas", "two"), new("Services:0:Sources:0:Image", "a")]).Build();

        configuration.Invoking(EnvironmentSpec.FromConfiguration).Should().Throw<InvalidEnvironmentSpecException>()
            .Which.Faults.Should().ContainSingle().Which.ToString().Should().Be("services[0].replicas: 'two' is not allowed here. It is a whole number.");
    }

    [Fact]
    public void Specs_that_differ_are_not_equal()
    {
        EnvironmentSpec spec = Specs.Maximal;

        spec.Should().NotBe(spec with { Databases = [.. spec.Databases.Select(database => database with { Encrypted = !database.Encrypted })] });
        spec.Should().NotBe(spec with { Components = [BrokerSpec.Maximal with { Topics = 9 }] });
        spec.Should().Be(spec with { Components = [BrokerSpec.Maximal] });
        (spec with { Tags = spec.Tags.Reverse().ToDictionary() }).Should().Be(spec, "the order of names says nothing");
    }

    [Fact]
    public void A_file_that_is_not_found_names_every_place_that_was_looked_at()
    {
        FileNotFoundException exception = FluentActions.Invoking(() => EnvironmentSpec.FromFile("nowhere/none.json")).Should().Throw<FileNotFoundException>().Which;

        exception.Message.Should().Contain(Path.GetFullPath("nowhere/none.json", AppContext.BaseDirectory));
        exception.Message.Should().Contain(Path.GetFullPath("nowhere/none.json", Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!));
    }

    private static IConfiguration Configuration(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    private static InvalidEnvironmentSpecException Invalid(string json) =>
        FluentActions.Invoking(() => EnvironmentSpec.FromJson(json)).Should().Throw<InvalidEnvironmentSpecException>().Which;
}
