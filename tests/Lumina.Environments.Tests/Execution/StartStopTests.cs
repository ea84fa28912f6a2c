using Lumina.Environments.InMemory;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "StartStop")]
public sealed class StartStopTests
{
    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task Stop_goes_against_the_edges_and_start_along_them()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a", "c: b")).Soon();
        environment.Status.Should().Be(EnvironmentStatus.Ready);

        EnvironmentSnapshot stopped = await manager.StopAsync(environment.Id).Soon();
        stopped.Status.Should().Be(EnvironmentStatus.Stopped);
        stopped.Components.Should().OnlyContain(component => component.State == ComponentState.Stopped);

        EnvironmentSnapshot running = await manager.StartAsync(environment.Id).Soon();
        running.Status.Should().Be(EnvironmentStatus.Running);
        running.IsUp.Should().BeTrue();
        running.Components.Should().OnlyContain(component => component.State == ComponentState.Up);
        _services.Calls.Skip(3).Should().Equal(
            "stop service/c", "stop service/b", "stop service/a", "start service/a", "start service/b", "start service/c");

        (await manager.StopAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Stopped, "what runs can be stopped again");
    }

    [Fact]
    public async Task Start_takes_new_outputs_and_resolves_settings_anew()
    {
        int port = 1000;
        _services.Outputs = context => ComponentOutputs.Empty.With("http", $"http://{context.Component.Name}:{Interlocked.Increment(ref port)}");
        List<string> settings = [];
        _services.OnProvision = _services.OnStart = (context, _) =>
        {
            if (context.Component.Name == "ui")
            {
                settings.Add(context.Settings["API_URL"]);
            }

            return Task.CompletedTask;
        };
        await using EnvironmentManager manager = Create();
        await using TestEnvironment environment = await manager.OpenAsync(new EnvironmentSpec("web", "payments")
        {
            Services =
            [
                new ServiceSpec("api", ServiceSource.Command("api")) { Endpoints = [EndpointSpec.Http()] },
                new ServiceSpec("ui", ServiceSource.Command("ui")) { Endpoints = [EndpointSpec.Http()], Settings = { ["API_URL"] = SettingValue.Parse("${service/api:http}/v1") } },
            ],
        }).Soon();
        Uri before = environment.Endpoint("api");

        await environment.StopAsync().Soon();
        await environment.StartAsync().Soon();

        environment.Endpoint("api").Should().NotBe(before);
        settings.Should().Equal("http://api:1001/v1", "http://api:1003/v1");
    }

    [Fact]
    public async Task What_cannot_be_stopped_stays_up_and_is_named_and_the_order_holds_through_it()
    {
        UnstoppableDatabases databases = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_services).AddProvider<DatabaseSpec>(databases));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(new EnvironmentSpec("mixed", "payments")
        {
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { DependsOn = [ComponentName.Service("storage")] }],
            Services =
            [
                new ServiceSpec("storage", ServiceSource.Command("run")),
                new ServiceSpec("api", ServiceSource.Command("run")) { DependsOn = [ComponentName.Database("orders")] },
            ],
        }).Soon();

        EnvironmentSnapshot stopped = await manager.StopAsync(environment.Id).Soon();

        stopped.Status.Should().Be(EnvironmentStatus.Stopped);
        stopped.Find(ComponentName.Database("orders"))!.State.Should().Be(ComponentState.Up);
        (await manager.EventsAsync(environment.Id)).OfType<EnvironmentStopped>().Single().StillUp.Should().Equal(ComponentName.Database("orders"));
        _services.Calls.TakeLast(2).Should().Equal("stop service/api", "stop service/storage");
    }

    public static TheoryData<EnvironmentStatus, EnvironmentVerb, EnvironmentVerb[]> IllegalVerbs => new()
    {
        { EnvironmentStatus.Ready, EnvironmentVerb.Start, [EnvironmentVerb.Stop, EnvironmentVerb.Restart, EnvironmentVerb.Reset, EnvironmentVerb.Scale, EnvironmentVerb.Pause, EnvironmentVerb.Unpause, EnvironmentVerb.DetectDrift, EnvironmentVerb.Extend, EnvironmentVerb.Terminate] },
        { EnvironmentStatus.Running, EnvironmentVerb.Start, [EnvironmentVerb.Stop, EnvironmentVerb.Restart, EnvironmentVerb.Reset, EnvironmentVerb.Scale, EnvironmentVerb.Pause, EnvironmentVerb.Unpause, EnvironmentVerb.DetectDrift, EnvironmentVerb.Extend, EnvironmentVerb.Terminate] },
        { EnvironmentStatus.Stopped, EnvironmentVerb.Stop, [EnvironmentVerb.Start, EnvironmentVerb.Extend, EnvironmentVerb.Terminate] },
        { EnvironmentStatus.Stopped, EnvironmentVerb.Reset, [EnvironmentVerb.Start, EnvironmentVerb.Extend, EnvironmentVerb.Terminate] },
        { EnvironmentStatus.Stopped, EnvironmentVerb.Restart, [EnvironmentVerb.Start, EnvironmentVerb.Extend, EnvironmentVerb.Terminate] },
        { EnvironmentStatus.Failed, EnvironmentVerb.Start, [EnvironmentVerb.Restart, EnvironmentVerb.Reset, EnvironmentVerb.DetectDrift, EnvironmentVerb.Extend, EnvironmentVerb.Terminate] },
        { EnvironmentStatus.Failed, EnvironmentVerb.Stop, [EnvironmentVerb.Restart, EnvironmentVerb.Reset, EnvironmentVerb.DetectDrift, EnvironmentVerb.Extend, EnvironmentVerb.Terminate] },
        { EnvironmentStatus.Terminated, EnvironmentVerb.Stop, [] },
        { EnvironmentStatus.Terminated, EnvironmentVerb.Start, [] },
        { EnvironmentStatus.Terminated, EnvironmentVerb.Extend, [] },
        { EnvironmentStatus.Terminated, EnvironmentVerb.Restart, [] },
    };

    [Theory]
    [MemberData(nameof(IllegalVerbs))]
    public async Task What_cannot_be_asked_for_in_a_state_is_refused_with_what_can(EnvironmentStatus status, EnvironmentVerb verb, EnvironmentVerb[] allowed)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await InStateAsync(manager, status);
        environment.Status.Should().Be(status);

        Func<Task> illegal = () => AskAsync(manager, environment.Id, verb).Soon();

        InvalidEnvironmentStateException error = (await illegal.Should().ThrowAsync<InvalidEnvironmentStateException>()).Which;
        error.Status.Should().Be(status);
        error.Verb.Should().Be(verb);
        error.Allowed.Should().Equal(allowed);
        error.EnvironmentId.Should().Be(environment.Id);
        (await manager.FindAsync(environment.Id))!.Version.Should().Be(environment.Version, "what is refused is no event");
    }

    [Fact]
    public async Task Restarting_a_component_restarts_what_depends_on_it_dependents_first_and_nothing_else()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a", "c: b", "d: a")).Soon();

        EnvironmentSnapshot restarted = await manager.RestartAsync(environment.Id, ComponentName.Service("b")).Soon();

        restarted.Status.Should().Be(EnvironmentStatus.Ready);
        _services.Calls.Skip(4).Should().Equal("stop service/c", "stop service/b", "start service/b", "start service/c");
    }

    [Fact]
    public async Task A_component_that_cannot_be_started_again_is_an_error_and_restarting_it_once_more_repairs_it()
    {
        bool broken = true;
        _services.OnStart = (context, _) => broken && context.Component.Name == "b" ? throw new ProviderException("exit code 134") : Task.CompletedTask;
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a", "c: b")).Soon();

        Func<Task> restart = () => manager.RestartAsync(environment.Id, ComponentName.Service("b")).Soon();
        EnvironmentException error = (await restart.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Failures.Should().ContainSingle().Which.Error.Should().Be("exit code 134");
        error.Message.Should().Match(
            """
            Restarting service/b of environment 'graph' (*) failed.
              service/b (Start) in * s: exit code 134
              Not done because of that: service/c.
              Not up, or not known to be: service/b, service/c.
              The environment is Ready: restart its components when that is mended (RestartAsync; what depends on one is restarted with it), or terminate it.
            """);
        (await manager.FindAsync(environment.Id))!.Find(ComponentName.Service("b"))!.State.Should().Be(ComponentState.Failed);
        EnvironmentHealth health = await manager.CheckHealthAsync(environment.Id).Soon();
        health.Verdict.Should().Be(HealthVerdict.Unhealthy);
        health.Failures.Select(failure => (failure.Component.Name, failure.Message)).Should().Equal(("b", "it is Failed: exit code 134"), ("c", "it is Stopped"));

        broken = false;
        EnvironmentSnapshot repaired = await manager.RestartAsync(environment.Id, ComponentName.Service("b")).Soon();
        repaired.Components.Should().OnlyContain(component => component.State == ComponentState.Up);
    }

    [Fact]
    public async Task An_environment_that_failed_to_start_is_up_again_once_a_restart_has_repaired_its_last_component()
    {
        bool broken = true;
        _services.OnStart = (context, _) => broken && context.Component.Name == "b" ? throw new ProviderException("exit code 134") : Task.CompletedTask;
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();
        await manager.StopAsync(environment.Id).Soon();
        Func<Task> start = () => manager.StartAsync(environment.Id).Soon();
        await start.Should().ThrowAsync<EnvironmentException>().WithMessage("*Not up, or not known to be: service/b.*The environment is Failed: restart its components*");
        EnvironmentSnapshot failed = (await manager.FindAsync(environment.Id))!;
        failed.Status.Should().Be(EnvironmentStatus.Failed);
        failed.Error.Should().Be("service/b: exit code 134");

        broken = false;
        EnvironmentSnapshot repaired = await manager.RestartAsync(environment.Id, ComponentName.Service("b")).Soon();

        repaired.Status.Should().Be(EnvironmentStatus.Running);
        repaired.Error.Should().BeNull();
    }

    [Fact]
    public async Task A_component_that_is_not_there_cannot_be_restarted_and_the_nearest_name_is_in_the_error()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("gateway")).Soon();

        Func<Task> restart = () => manager.RestartAsync(environment.Id, ComponentName.Service("gatewya")).Soon();

        (await restart.Should().ThrowAsync<ComponentNotFoundException>()).Which.NearestName.Should().Be("service/gateway");
    }

    [Fact]
    public async Task Reset_gives_each_component_its_state_back_in_dependency_order_and_names_them()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();

        EnvironmentSnapshot reset = (await manager.ResetAsync(environment.Id).Soon()).Environment;

        reset.Status.Should().Be(EnvironmentStatus.Ready);
        _services.Calls.Skip(2).Should().Equal("reset service/a", "reset service/b");
        (await manager.EventsAsync(environment.Id)).OfType<EnvironmentReset>().Single().Components.Should().HaveCount(2);
    }

    [Fact]
    public async Task Terminating_a_stopped_environment_leaves_nothing()
    {
        InMemoryPlatform platform = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform));
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.StopAsync(environment.Id).Soon();
        platform.Components.Should().OnlyContain(component => !component.IsRunning);

        await manager.TerminateAsync(environment.Id).Soon();

        platform.IsEmpty.Should().BeTrue();
    }

    private static Task AskAsync(EnvironmentManager manager, EnvironmentId id, EnvironmentVerb verb) => verb switch
    {
        EnvironmentVerb.Start => manager.StartAsync(id),
        EnvironmentVerb.Stop => manager.StopAsync(id),
        EnvironmentVerb.Restart => manager.RestartAsync(id, ComponentName.Service("a")),
        EnvironmentVerb.Reset => manager.ResetAsync(id),
        EnvironmentVerb.Extend => manager.ExtendAsync(id, TimeSpan.FromHours(1)),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    private async Task<EnvironmentSnapshot> InStateAsync(EnvironmentManager manager, EnvironmentStatus status)
    {
        EnvironmentSnapshot ready = await manager.ProvisionAsync(Graph.Of("a")).Soon();
        switch (status)
        {
            case EnvironmentStatus.Ready:
                return ready;
            case EnvironmentStatus.Running:
                await manager.StopAsync(ready.Id).Soon();
                return await manager.StartAsync(ready.Id).Soon();
            case EnvironmentStatus.Stopped:
                return await manager.StopAsync(ready.Id).Soon();
            case EnvironmentStatus.Terminated:
                return await manager.TerminateAsync(ready.Id).Soon();
            case EnvironmentStatus.Failed:
                _services.OnStop = (_, _) => throw new ProviderException("stuck");
                await manager.StopAsync(ready.Id).Soon().ContinueWith(_ => { }, TaskScheduler.Default);
                return (await manager.FindAsync(ready.Id))!;
            default:
                throw new ArgumentOutOfRangeException(nameof(status));
        }
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.AddProvider(_services));

    private sealed class UnstoppableDatabases : IDatabaseProvisioner
    {
        public string Name => "unstoppable";

        public string? WhyNot(DatabaseSpec spec) => null;

        public ComponentPlacement Place(DatabaseSpec spec) => new();

        public ValueTask<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(ComponentOutputs.Empty);

        public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(ComponentPresence.Absent);

        public ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, CancellationToken cancellationToken) => AsyncEnumerable.Empty<FoundComponent>();
    }
}
