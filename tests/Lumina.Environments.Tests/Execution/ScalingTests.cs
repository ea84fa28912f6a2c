using Lumina.Environments.InMemory;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "StartStop")]
public sealed class ScalingTests
{
    private static readonly ComponentName Api = ComponentName.Service("api");

    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task Scaling_changes_the_number_in_place_and_the_journal_says_what_was_asked_and_what_came_of_it()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();

        EnvironmentSnapshot scaled = await manager.ForOwner("payments").ScaleAsync(made.Id, Api, 3).Soon();

        scaled.Status.Should().Be(EnvironmentStatus.Ready);
        scaled.Spec.Services[0].Replicas.Should().Be(3);
        scaled.Spec.Services[1].Should().BeSameAs(made.Spec.Services[1]);
        Replicas(made.Id).Should().Be(3);
        EnvironmentEvent[] events = [.. (await manager.EventsAsync(made.Id)).Skip((int)made.Version)];
        events[0].Should().BeOfType<StepIntended>().Which.Should().BeEquivalentTo(new { Action = StepAction.Scale, Count = 3, Actor = "payments" });
        events[1].Should().BeOfType<ComponentScaled>().Which.Should().BeEquivalentTo(new { Component = Api, Count = 3 });
        events.Should().HaveCount(2);
        scaled.Find(Api)!.Should().BeEquivalentTo(new { State = ComponentState.Up, Unfinished = (StepAction?)null });
        scaled.Find(Api)!.Outputs.Should().BeEquivalentTo(made.Find(Api)!.Outputs);
    }

    [Theory]
    [InlineData("stop and start")]
    [InlineData("restart")]
    [InlineData("another process that restarts")]
    public async Task The_number_is_kept_by(string whatComesAfterwards)
    {
        InMemoryEnvironmentStore store = new();
        await using EnvironmentManager manager = Create(store);
        await using EnvironmentManager other = Create(store);
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await other.AttachAsync(made.Id).Soon(); // it has read the spec with the first number
        await manager.ScaleAsync(made.Id, Api, 4).Soon();

        switch (whatComesAfterwards)
        {
            case "stop and start":
                await manager.StopAsync(made.Id).Soon();
                await manager.StartAsync(made.Id).Soon();
                break;
            case "restart":
                await manager.RestartAsync(made.Id, Api).Soon();
                break;
            default:
                await other.RestartAsync(made.Id, Api).Soon();
                break;
        }

        Replicas(made.Id).Should().Be(4);
        (await other.FindAsync(made.Id))!.Spec.Services[0].Replicas.Should().Be(4);
    }

    [Fact]
    public async Task Scaling_to_the_number_that_there_is_puts_right_what_somebody_changed()
    {
        await using EnvironmentManager manager = Create();
        await using TestEnvironment environment = await manager.OpenAsync(Specs.Shop()).Soon();
        await environment.ScaleAsync(Api, 2).Soon();
        _platform.Find(environment.Id, Api)!.Spec = (ServiceSpec)_platform.Find(environment.Id, Api)!.Spec with { Replicas = 7 };

        await environment.ScaleAsync(Api, 2).Soon();

        Replicas(environment.Id).Should().Be(2);
    }

    [Fact]
    public async Task What_fails_is_undone_and_the_environment_is_up()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Scale, Times = 1, Error = "the quota is 2", AfterEffect = true });
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();

        EnvironmentException error = (await FluentActions.Awaiting(() => manager.ScaleAsync(made.Id, Api, 3).Soon()).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Match(
            """
            Scaling service/api from 1 to 3 in environment 'shop' (*) failed.
              service/api (Scale) in * s: the quota is 2
              It was undone: there are 1 of service/api.
            """);
        Replicas(made.Id).Should().Be(1);
        EnvironmentSnapshot after = (await manager.FindAsync(made.Id))!;
        after.IsUp.Should().BeTrue();
        after.Spec.Services[0].Replicas.Should().Be(1);
        after.Find(Api)!.Should().BeEquivalentTo(new { State = ComponentState.Up, Error = (string?)null });
    }

    [Fact]
    public async Task What_cannot_be_undone_is_Failed_until_the_component_is_restarted()
    {
        InMemoryFaultScript faults = new(new InMemoryFault { Call = InMemoryCall.Scale, Error = "the quota is 2", AfterEffect = true });
        _platform.Faults = faults;
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();

        EnvironmentException error = (await FluentActions.Awaiting(() => manager.ScaleAsync(made.Id, Api, 3).Soon()).Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().EndWith("It could not be undone: service/api. The environment is Failed until service/api is restarted, which brings it to 1.");
        (await manager.FindAsync(made.Id))!.Status.Should().Be(EnvironmentStatus.Failed);

        faults.Clear();
        (await manager.RestartAsync(made.Id, Api).Soon()).Status.Should().Be(EnvironmentStatus.Running);
        Replicas(made.Id).Should().Be(1);
    }

    [Fact]
    public async Task A_caller_who_cancels_gets_the_number_before_and_the_word_that_it_is_there()
    {
        FirstScalingHangs hanging = new();
        _platform.Faults = hanging;
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        using CancellationTokenSource cancellation = new();

        Task scaling = manager.ScaleAsync(made.Id, Api, 3, cancellation.Token);
        await hanging.Asked.Soon();
        await cancellation.CancelAsync();

        (await FluentActions.Awaiting(() => scaling.Soon()).Should().ThrowAsync<OperationCanceledException>())
            .Which.Message.Should().Be("Scaling service/api from 1 to 3 in environment 'shop' was cancelled, and undone: there are 1 of service/api.");
        Replicas(made.Id).Should().Be(1);
        (await manager.FindAsync(made.Id))!.IsUp.Should().BeTrue();
    }

    [Theory]
    [InlineData("database/orders", 2, "database/orders of environment 'shop' cannot be scaled to 2: its kind has no number. What can be scaled of it: service/api, service/ui.")]
    [InlineData("infrastructure", 2, "infrastructure of environment 'shop' cannot be scaled to 2: the number of its machines follows the load, 1 to 3 (autoScaling). What can be scaled of it: service/api, service/ui.")]
    [InlineData("service/legacy", 2, "service/legacy of environment 'shop' cannot be scaled to 2: its provider 'external' cannot change how many there are of it. What can be scaled of it: service/api, service/ui.")]
    [InlineData("service/migrations", 2, "service/migrations of environment 'shop' cannot be scaled to 2: one of it runs, and not always (run: once). What can be scaled of it: service/api, service/ui.")]
    [InlineData("service/apo", 2, "Environment 'shop' has no component 'service/apo'. Did you mean 'service/api'?")]
    [InlineData("service/api", 0, "Of service/api there can be 1 to 1000. (Parameter 'count')\nActual value was 0.")]
    public async Task What_cannot_be_scaled_is_refused_before_anything_is_asked_for(string component, int count, string message)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSpec spec = Specs.Shop();
        EnvironmentSnapshot made = await manager.ProvisionAsync(spec with
        {
            Infrastructure = new InfrastructureSpec { AutoScaling = new AutoScalingSpec(1, 3) },
            Services = [.. spec.Services, new ServiceSpec("legacy", ServiceSource.External(new Uri("http://legacy.invalid"))) { Endpoints = [EndpointSpec.Http()] }, new ServiceSpec("migrations", ServiceSource.Image("migrations:1")) { Run = ServiceRun.Once }],
        }).Soon();

        Exception error = (await FluentActions.Awaiting(() => manager.ScaleAsync(made.Id, ComponentName.Parse(component, null), count).Soon()).Should().ThrowAsync<Exception>()).Which;

        error.Message.ReplaceLineEndings("\n").Should().Be(message);
        (await manager.EventsAsync(made.Id)).Should().HaveCount((int)made.Version);
    }

    [Fact]
    public async Task What_is_not_up_is_refused_with_the_word_what_is_allowed()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot made = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.StopAsync(made.Id).Soon();

        await FluentActions.Awaiting(() => manager.ScaleAsync(made.Id, Api, 3).Soon()).Should().ThrowAsync<InvalidEnvironmentStateException>().WithMessage("Environment 'shop' (*) is Stopped and cannot be asked to Scale. *");
    }

    private int Replicas(EnvironmentId id) => ((ServiceSpec)_platform.Find(id, Api)!.Spec).Replicas;

    private EnvironmentManager Create(IEnvironmentStore? store = null) => EnvironmentManager.Create(environments => environments.UseInMemory(_platform).UseStore(store ?? new InMemoryEnvironmentStore()));

    /// <summary>What undoes the scaling does not hang.</summary>
    private sealed class FirstScalingHangs : IInMemoryFaultSource
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public InMemoryFault? Next(ComponentName component, InMemoryCall call) => call == InMemoryCall.Scale && _asked.TrySetResult() ? new InMemoryFault { Hangs = true } : null;
    }
}
