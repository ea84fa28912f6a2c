using Lumina.Environments.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

/// <summary>Before an environment counts as made, what may end by itself is looked at once more.</summary>
[Trait("Category", "Creation")]
public sealed class LastLookTests
{
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryPlatform _platform = new();
    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task What_has_ended_while_the_rest_was_made_fails_the_environment_with_what_is_known_of_it()
    {
        _services.OnProvision = (context, _) => PassAsync(TimeSpan.FromSeconds(2), () => _platform.Crash(context.EnvironmentId, Orders, "killed (out of memory)"));
        await using EnvironmentManager manager = Create();

        EnvironmentException error = (await FluentActions.Awaiting(() => manager.OpenAsync(Shop).Soon()).Should().ThrowAsync<EnvironmentException>()).Which;

        StepFailure failure = error.Failures.Should().ContainSingle().Which;
        failure.Component.Should().Be(Orders);
        failure.Error.Should().Be("it was ready, and has ended by itself while the rest was made: killed (out of memory)");
        error.Left.Should().BeEmpty();
        _platform.IsEmpty.Should().BeTrue();
        (await manager.EventsAsync(error.EnvironmentId!.Value)).OfType<StepFailed>().Should().ContainSingle().Which.Component.Should().Be(Orders);
    }

    [Fact]
    public async Task What_nobody_finds_any_more_has_ended()
    {
        _services.OnProvision = (context, _) => PassAsync(TimeSpan.FromSeconds(2), () => _platform.Remove(context.EnvironmentId, Orders));
        await using EnvironmentManager manager = Create();

        (await FluentActions.Awaiting(() => manager.OpenAsync(Shop).Soon()).Should().ThrowAsync<EnvironmentException>()).Which.Message.Should().Contain("nothing is there any more");
    }

    [Fact]
    public async Task What_can_not_be_seen_need_not_have_ended()
    {
        _services.OnProvision = (context, _) => PassAsync(TimeSpan.FromSeconds(2), () =>
            _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = Orders, Call = InMemoryCall.Observe, Error = "the engine is restarting" }));
        await using EnvironmentManager manager = Create();

        await using TestEnvironment environment = await manager.OpenAsync(Shop).Soon();

        environment.Snapshot.Status.Should().Be(EnvironmentStatus.Ready);
        _platform.Faults = new InMemoryFaultScript();
    }

    [Fact]
    public async Task What_was_ready_a_moment_ago_is_not_looked_at_again()
    {
        _services.OnProvision = (context, _) => PassAsync(TimeSpan.FromSeconds(1), () => _platform.Remove(context.EnvironmentId, Orders));
        await using EnvironmentManager manager = Create();

        (await manager.ProvisionAsync(Shop).Soon()).Status.Should().Be(EnvironmentStatus.Ready);
    }

    private static EnvironmentSpec Shop => new("shop", "payments")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
        Services = [new ServiceSpec("api", ServiceSource.Command("run")) { DependsOn = [Orders], Provider = "scripted" }],
    };

    private Task PassAsync(TimeSpan time, Action then)
    {
        then();
        _time.Advance(time);
        return Task.CompletedTask;
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments
        .UseTimeProvider(_time)
        .AddProvider(_services)
        .UseInMemory(_platform));
}
