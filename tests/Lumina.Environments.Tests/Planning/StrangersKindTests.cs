using Lumina.Environments.Providers;
using Lumina.Environments.Tests.Execution;

namespace Lumina.Environments.Tests.Planning;

/// <summary>A message broker as a stranger adds it: a spec, a provider, one registration, and no change to the library.</summary>
[Trait("Category", "Creation")]
public sealed class StrangersKindTests
{
    private readonly BrokerProvider _brokers = new();
    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task A_strangers_component_is_made_referred_to_and_destroyed_like_any_other()
    {
        string? given = null;
        _services.OnProvision = (context, _) =>
        {
            given = context.Settings["BROKER"];
            return Task.CompletedTask;
        };
        await using EnvironmentManager manager = Create();

        TestEnvironment environment = await manager.OpenAsync(Spec(new MessageBrokerSpec("events") { Partitions = 3 })).Soon();

        given.Should().Be("amqp://events:3").And.Be(environment.Output(new ComponentName("message-broker", "events"), "address"));
        _brokers.Running.Should().Equal("events");
        environment.Snapshot.Find(ComponentName.Service("api"))!.DependsOn.Should().Equal(new ComponentName("message-broker", "events"));
        await environment.DisposeAsync();
        _brokers.Running.Should().BeEmpty();
    }

    [Fact]
    public async Task A_strangers_rules_and_outputs_are_checked_with_all_others()
    {
        await using EnvironmentManager manager = Create();

        Func<Task> plan = () => manager.PlanAsync(Spec(new MessageBrokerSpec("events") { Partitions = 0 }, output: "adress"));

        IReadOnlyList<SpecificationFault> faults = (await plan.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults;
        faults.Select(fault => fault.Path).Should().BeEquivalentTo("components[0].partitions", "services[0].settings.BROKER");
        faults.Single(fault => fault.Path == "services[0].settings.BROKER").Fix.Should().Contain("address");
    }

    [Fact]
    public async Task What_is_read_of_a_kind_that_comes_from_code_alone_is_a_fault()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddComponentKind<MessageBrokerSpec>("message-broker").AddProvider(_brokers));

        Func<Task> planning = () => manager.PlanAsync(EnvironmentSpec.FromJson("""{"name":"shop","owner":"payments","components":[{"kind":"message-broker","name":"events"}]}"""));

        (await planning.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Should().ContainSingle().Which.ToString().Should()
            .Be("components[0].kind: Components of the kind 'message-broker' come from code alone, and this one was read. Give AddComponentKind the JsonTypeInfo of its spec, or add the component in code.");
    }

    [Fact]
    public void A_provider_whose_kind_is_not_known_is_refused_with_what_to_call()
    {
        Action create = () => EnvironmentManager.Create(environments => environments.AddProvider(_brokers));

        create.Should().Throw<InvalidOperationException>().WithMessage("A provider of MessageBrokerSpec is registered, and its kind is not known: call AddComponentKind<MessageBrokerSpec>(\"…\") too.");
    }

    [Fact]
    public void Two_providers_of_one_name_for_one_kind_are_refused()
    {
        Action create = () => EnvironmentManager.Create(environments => environments.AddProvider(_services).AddProvider(new ScriptedProvider<ServiceSpec>()));

        create.Should().Throw<InvalidOperationException>().WithMessage("Registered more than once: 'scripted' for service. A provider's name is unique for its kind: remove one of each.");
    }

    [Fact]
    public void One_kind_for_two_types_is_refused()
    {
        Action create = () => EnvironmentManager.Create(environments => environments.AddComponentKind<MessageBrokerSpec>("service"));

        create.Should().Throw<InvalidOperationException>().WithMessage("The kind 'service' is registered twice*");
    }

    private static EnvironmentSpec Spec(MessageBrokerSpec broker, string output = "address") => new("queue", "payments")
    {
        Components = [broker],
        Services = [new ServiceSpec("api", ServiceSource.Command("api")) { Settings = { ["BROKER"] = new Reference(broker.ComponentName, output) } }],
    };

    private EnvironmentManager Create() => EnvironmentManager.Create(environments =>
        environments.AddComponentKind<MessageBrokerSpec>("message-broker").AddProvider(_brokers).AddProvider(_services));

    private sealed record MessageBrokerSpec(string Name) : ComponentSpec(Name)
    {
        public override string Kind => "message-broker";

        public int Partitions { get; init; } = 1;

        public override IEnumerable<string>? DeclaredOutputs => ["address"];

        public override IEnumerable<SpecificationFault> Validate() =>
            Partitions > 0 ? [] : [new SpecificationFault("partitions", $"{Partitions} is out of range.", "Allowed: 1 or more.")];
    }

    private sealed class BrokerProvider : IComponentProvider<MessageBrokerSpec>
    {
        private readonly Dictionary<string, (string Name, OwnershipMarks Marks)> _running = [];

        public string Name => "strange";

        public IEnumerable<string> Running => _running.Values.Select(broker => broker.Name);

        public string? WhyNot(MessageBrokerSpec spec) => null;

        public ComponentPlacement Place(MessageBrokerSpec spec) => new();

        public ValueTask<ComponentOutputs> ProvisionAsync(MessageBrokerSpec spec, ComponentContext context, CancellationToken cancellationToken)
        {
            _running[context.ExternalName] = (spec.Name, context.Marks);
            return ValueTask.FromResult(ComponentOutputs.Empty.With("address", $"amqp://{spec.Name}:{spec.Partitions}"));
        }

        public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(
            _running.TryGetValue(context.ExternalName, out (string, OwnershipMarks Marks) broker) ? ComponentPresence.Running(broker.Marks) : ComponentPresence.Absent);

        public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
        {
            _running.Remove(context.ExternalName);
            return ValueTask.CompletedTask;
        }

        public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) =>
            _running.Select(broker => new FoundComponent(broker.Value.Marks.Component, broker.Key, broker.Value.Marks, ComponentLocation.Only)).ToAsyncEnumerable();
    }
}
