using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

/// <summary>Components whose providers take them together: their calls begin at once, and nobody waits for a call that waits for him.</summary>
[Trait("Category", "Creation")]
public sealed class BatchTests
{
    private readonly Gathering _gathering = new();
    private readonly CloudProvider<NetworkSpec> _networks = new();
    private readonly CloudProvider<DatabaseSpec> _databases = new();
    private readonly CloudProvider<ServiceSpec> _services = new();
    private readonly CloudProvider<MonitoringSpec> _monitoring = new();
    private readonly ScriptedProvider<ServiceSpec> _foreign = new("foreign");

    public BatchTests()
    {
        _gathering.Watch(_networks);
        _gathering.Watch(_databases);
        _gathering.Watch(_services);
        _gathering.Watch(_monitoring);
    }

    [Fact]
    public async Task What_a_platform_takes_together_is_made_and_destroyed_together_and_a_service_comes_after_what_it_depends_on()
    {
        await using EnvironmentManager manager = Create();

        TestEnvironment environment = await manager.OpenAsync(Spec()).Soon();

        _gathering.Batches.Should().BeEquivalentTo("provision database/orders+monitoring+network", "provision service/api");
        environment.Snapshot.Components.Should().OnlyContain(component => component.State == ComponentState.Up);
        _gathering.Batches.Clear();
        await environment.DisposeAsync().AsTask().Soon();
        _gathering.Batches.Should().BeEquivalentTo("destroy database/orders+monitoring+network+service/api");
    }

    [Fact]
    public async Task What_something_foreign_lies_between_is_not_taken_together()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSpec spec = new("between", "payments")
        {
            Databases = [new DatabaseSpec("first", DatabaseType.Redis), new DatabaseSpec("second", DatabaseType.Redis) { DependsOn = [ComponentName.Service("between")] }],
            Services = [new ServiceSpec("between", ServiceSource.Command("x")) { Provider = "foreign", DependsOn = [ComponentName.Database("first")] }],
        };

        await using TestEnvironment environment = await manager.OpenAsync(spec).Soon();

        _gathering.Batches.Should().Equal("provision database/first", "provision database/second");
    }

    [Fact]
    public async Task What_is_taken_together_counts_as_one_of_the_steps_that_a_provider_carries_out_at_once()
    {
        await using EnvironmentManager manager = Create(options => options.MaximumParallelSteps = 1);
        int atOnce = 0;
        int most = 0;
        Func<ComponentContext, CancellationToken, Task> gather = _databases.OnProvision!;
        _databases.OnProvision = async (context, cancellationToken) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            await gather(context, cancellationToken);
            Interlocked.Decrement(ref atOnce);
        };

        TestEnvironment[] environments = await Task.WhenAll(manager.OpenAsync(Spec("first")), manager.OpenAsync(Spec("second"))).Soon();

        _gathering.Batches.Should().HaveCount(4).And.OnlyContain(batch => batch == "provision database/orders+monitoring+network" || batch == "provision service/api");
        most.Should().Be(1, "one batch after the other");
        await Task.WhenAll(environments.Select(environment => environment.DisposeAsync().AsTask())).Soon();
        environments.Should().OnlyContain(environment => environment.Snapshot.Status == EnvironmentStatus.Terminated);
    }

    [Fact]
    public async Task A_plan_says_what_is_taken_together()
    {
        await using EnvironmentManager manager = Create();

        EnvironmentPlan plan = await manager.PlanAsync(Spec()).Soon();

        plan.Steps.Single(step => step.Component == ComponentName.Network).Together.Should().BeEquivalentTo([ComponentName.Network, ComponentName.Database("orders"), ComponentName.Monitoring]);
        plan.ToString().Should().Contain("Provision database/orders by cloud, together with network, monitoring");
    }

    [Fact]
    public async Task What_a_platform_does_not_take_together_goes_in_the_order_of_dependencies()
    {
        _databases.Batched = action => action == StepAction.Destroy;
        await using EnvironmentManager manager = Create();

        EnvironmentPlan plan = await manager.PlanAsync(Spec()).Soon();

        PlanStep network = plan.Steps.Single(step => step.Component == ComponentName.Network);
        PlanStep database = plan.Steps.Single(step => step.Component == ComponentName.Database("orders"));
        database.Together.Should().BeEmpty();
        database.After.Should().Contain(network.Index);
    }

    [Fact]
    public async Task A_failure_in_a_batch_rolls_all_of_it_back()
    {
        _databases.OnProvision += (_, _) => throw new ProviderException("the quota is used up");
        await using EnvironmentManager manager = Create();

        EnvironmentException failure = (await FluentActions.Awaiting(() => manager.OpenAsync(Spec()).Soon()).Should().ThrowAsync<EnvironmentException>()).Which;

        failure.Left.Should().BeEmpty();
        _databases.Existing.Should().BeEmpty();
        _networks.Existing.Should().BeEmpty();
    }

    [Fact]
    public async Task Where_a_component_goes_is_what_its_platform_says_and_is_recorded()
    {
        _networks.Locate = components => new ComponentLocation { Account = "123456789012", Region = $"{components.Count} components" };
        await using EnvironmentManager manager = Create();

        await using TestEnvironment environment = await manager.OpenAsync(Spec()).Soon();

        environment.Snapshot.Find(ComponentName.Network)!.Location.Should().Be(new ComponentLocation { Account = "123456789012", Region = "4 components" });
    }

    [Fact]
    public async Task A_platform_that_has_no_place_is_a_fault_before_anything_is_made()
    {
        _networks.Locate = _ => throw new ProviderException("the credentials are those of account 999999999999");
        await using EnvironmentManager manager = Create();

        InvalidEnvironmentSpecException fault = (await FluentActions.Awaiting(() => manager.OpenAsync(Spec()).Soon()).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        fault.Faults.Should().ContainSingle().Which.Problem.Should().Contain("999999999999");
        _gathering.Batches.Should().BeEmpty();
    }

    private static EnvironmentSpec Spec(string name = "shop") => new(name, "payments")
    {
        Network = new NetworkSpec(),
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
        Services = [new ServiceSpec("api", ServiceSource.Command("x")) { Provider = "cloud", DependsOn = [ComponentName.Database("orders")] }],
        Monitoring = new MonitoringSpec(),
    };

    private EnvironmentManager Create(Action<EnvironmentManagerOptions>? configure = null) => EnvironmentManager.Create(environments => environments
        .Configure(configure ?? (_ => { }))
        .AddProvider(_networks).AddProvider(_databases).AddProvider(_services).AddProvider(_monitoring).AddProvider(_foreign));

    private sealed class CloudProvider<TSpec>() : ScriptedProvider<TSpec>("cloud"), IBatchProvider, ILocatingProvider
        where TSpec : ComponentSpec
    {
        public string Batch => "cloud";

        public Func<StepAction, bool> Batched { get; set; } = _ => true;

        public Func<IReadOnlyList<ComponentSpec>, ComponentLocation?> Locate { get; set; } = _ => null;

        public bool Batches(StepAction action) => Batched(action);

        public ValueTask<ComponentLocation> LocateAsync(ComponentLocation placed, IReadOnlyList<ComponentSpec> components, string baseDirectory, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Locate(components) ?? placed);
    }

    /// <summary>Lets no call go on before all that begin with it are there.</summary>
    private sealed class Gathering
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _complete = new();
        private readonly ConcurrentDictionary<string, int> _arrived = new();

        public List<string> Batches { get; } = [];

        public void Watch<TSpec>(ScriptedProvider<TSpec> provider)
            where TSpec : ComponentSpec
        {
            provider.OnProvision = (context, cancellationToken) => ArriveAsync("provision", context, cancellationToken);
            provider.OnDestroy = (context, cancellationToken) => ArriveAsync("destroy", context, cancellationToken);
        }

        private Task ArriveAsync(string what, ComponentContext context, CancellationToken cancellationToken)
        {
            context.Together.Should().Contain(context.Component);
            string batch = $"{what} {string.Join('+', context.Together.Select(name => name.ToString()).Order(StringComparer.Ordinal))}";
            string key = $"{context.EnvironmentId} {batch}";
            TaskCompletionSource complete = _complete.GetOrAdd(key, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_arrived.AddOrUpdate(key, 1, (_, count) => count + 1) == context.Together.Count)
            {
                lock (Batches)
                {
                    Batches.Add(batch);
                }

                complete.SetResult();
            }

            return complete.Task.WaitAsync(cancellationToken);
        }
    }
}
