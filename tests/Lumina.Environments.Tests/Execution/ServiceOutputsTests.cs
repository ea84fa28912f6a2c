namespace Lumina.Environments.Tests.Execution;

/// <summary>What a service's spec makes of its endpoints.</summary>
[Trait("Category", "Creation")]
public sealed class ServiceOutputsTests
{
    private static readonly ServiceSpec Broker = new("broker", ServiceSource.Image("broker:1"))
    {
        Endpoints = [EndpointSpec.Tcp(5672, "amqp"), EndpointSpec.Http(15672)],
        Outputs =
        {
            ["connectionString"] = "amqp://guest:guest@{amqp}/{{x}}",
            ["parts"] = "{amqp.host} {amqp.port} {http}",
            ["fixed"] = "guest",
        },
    };

    [Fact]
    public void Outputs_are_filled_in_for_each_place_from_which_the_endpoints_are_reached()
    {
        ComponentOutputs made = ComponentOutputs.Empty
            .With("amqp", "tcp://127.0.0.1:40001", Vantage.Host).With("amqp", "tcp://broker:5672", Vantage.Network)
            .With("http", "http://127.0.0.1:40002", Vantage.Host);

        ComponentOutputs outputs = ServiceOutputs.Complete(Broker, made);

        outputs.Find("connectionString")!.Value.Should().Be("amqp://guest:guest@127.0.0.1:40001/{x}");
        outputs.Find("connectionString", Vantage.Network)!.Value.Should().Be("amqp://guest:guest@broker:5672/{x}");
        outputs.Find("parts")!.Value.Should().Be("127.0.0.1 40001 127.0.0.1:40002");
        outputs.Find("parts", Vantage.Network).Should().BeNull("one of its endpoints is not reached from there");
        outputs.Find("fixed", Vantage.Network)!.Value.Should().Be("guest");
    }

    [Fact]
    public async Task Others_refer_to_them_and_a_test_reads_them()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());
        EnvironmentSpec spec = new("lab", "tests")
        {
            Services = [Broker, new ServiceSpec("api", ServiceSource.Image("api:1")) { Settings = { ["BROKER"] = SettingValue.Parse("${service/broker:connectionString}") } }],
        };

        await using TestEnvironment environment = await manager.OpenAsync(spec);

        environment.Output(ComponentName.Service("broker"), "connectionString").Should().StartWith("amqp://guest:guest@").And.EndWith(":5672/{x}");
    }
}
