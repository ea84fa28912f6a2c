using System.Text;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Configuration;
using Moq;

namespace Lumina.Environments.Tests.Specification;

/// <summary>Kinds of component that other packages bring.</summary>
[Trait("Category", "Creation")]
public sealed class ForeignKindTests
{
    private static readonly EnvironmentSpec Spec = new("a", "b") { Components = [BrokerSpec.Maximal with { DependsOn = [], Provider = null }] };

    [Fact]
    public void A_component_of_an_unknown_kind_is_kept_whole()
    {
        const string Json = """{"name":"a","owner":"b","components":[{"kind":"cluster","name":"x","dependsOn":["network"],"shards":{"of":[1,"two",null,1.50]}}],"network":{}}""";

        EnvironmentSpec spec = EnvironmentSpec.FromJson(Json);

        OpaqueComponentSpec cluster = spec.Components.Should().ContainSingle().Which.Should().BeOfType<OpaqueComponentSpec>().Subject;
        cluster.ComponentName.Should().Be(new ComponentName("cluster", "x"));
        cluster.DependsOn.Should().Equal(ComponentName.Network);
        spec.ToJson().Should().Contain("""{"kind":"cluster","name":"x","dependsOn":["network"],"shards":{"of":[1,"two",null,1.50]}}""");
        EnvironmentSpec.FromJson(spec.ToJson()).Should().Be(spec);
    }

    [Fact]
    public async Task A_registered_kind_takes_its_type_from_json() =>
        (await PlannedAsync(EnvironmentSpec.FromJson(Spec.ToJson()))).Should().BeEquivalentTo(Spec.Components[0]);

    [Fact]
    public async Task A_registered_kind_takes_its_type_from_configuration()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Spec.ToJson()))).Build();

        (await PlannedAsync(EnvironmentSpec.FromConfiguration(configuration))).Should().BeEquivalentTo(Spec.Components[0]);
    }

    [Fact]
    public async Task A_component_that_its_kind_cannot_read_is_a_fault_with_its_path()
    {
        const string Json = """{"name":"a","owner":"b","components":[{"kind":"broker","name":"x","topcs":3,"topics":2,"durable":true,"version":"3","ports":[]},{"kind":"broker","name":"y","topics":"many","durable":true,"version":"3","ports":[]}]}""";

        InvalidEnvironmentSpecException exception = (await FluentActions.Awaiting(() => PlannedAsync(EnvironmentSpec.FromJson(Json))).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        exception.Faults.Select(fault => fault.Path).Should().Contain(["components[0].topcs", "components[1].Topics"]);
        exception.Faults[0].Fix.Should().Be("Did you mean 'topics'?");
    }

    [Fact]
    public async Task The_rules_of_a_registered_kind_apply_to_what_was_read()
    {
        EnvironmentSpec spec = EnvironmentSpec.FromJson((Spec with { Components = [BrokerSpec.Maximal with { Topics = 50, Provider = null }] }).ToJson());

        InvalidEnvironmentSpecException exception = (await FluentActions.Awaiting(() => PlannedAsync(spec)).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        exception.Faults.Should().ContainSingle().Which.Path.Should().Be("components[0].topics");
    }

    private static async Task<BrokerSpec> PlannedAsync(EnvironmentSpec spec)
    {
        BrokerSpec? planned = null;
        Mock<IComponentProvider<BrokerSpec>> provider = new();
        provider.SetupGet(mock => mock.Name).Returns("mock");
        provider.Setup(mock => mock.Place(It.IsAny<BrokerSpec>())).Callback((BrokerSpec broker) => planned = broker).Returns(new ComponentPlacement());
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments
            .AddComponentKind("broker", BrokerJsonContext.Default.BrokerSpec)
            .AddProvider(provider.Object));
        await manager.PlanAsync(spec);
        return planned!;
    }
}
