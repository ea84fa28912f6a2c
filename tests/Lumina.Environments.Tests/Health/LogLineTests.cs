using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Execution;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Health;

/// <summary>Services that say in their log that they are ready.</summary>
[Trait("Category", "Health")]
public sealed class LogLineTests
{
    private static readonly ServiceSpec Queue = new("queue", ServiceSource.Image("queue:1")) { HealthCheck = HealthCheckSpec.LogLine("ready to take") };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_component_is_ready_when_it_has_written_the_line()
    {
        List<string> asked = [];

        await _time.RunAsync(new ReadinessGate([], _time).WaitUntilReadyAsync(Queue, ComponentOutputs.Empty, exit: null, HasWrittenAsync, observe: null, CancellationToken.None).AsTask());

        asked.Should().Equal("ready to take", "ready to take", "ready to take");

        ValueTask<bool> HasWrittenAsync(string text, CancellationToken cancellationToken)
        {
            asked.Add(text);
            return ValueTask.FromResult(asked.Count == 3);
        }
    }

    [Fact]
    public async Task One_that_never_writes_it_fails_with_what_was_waited_for()
    {
        ServiceSpec hasty = Queue with { HealthCheck = Queue.HealthCheck! with { StartupTimeout = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(1) } };

        Task waiting = new ReadinessGate([], _time).WaitUntilReadyAsync(hasty, ComponentOutputs.Empty, exit: null, (_, _) => ValueTask.FromResult(false), observe: null, CancellationToken.None).AsTask();

        (await FluentActions.Awaiting(() => _time.RunAsync(waiting)).Should().ThrowAsync<ComponentNotReadyException>()).Which.Message.Should().Contain("it has not written 'ready to take' yet");
    }

    [Fact]
    public async Task It_is_healthy_afterwards_as_long_as_it_runs()
    {
        InMemoryPlatform platform = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform));
        await using TestEnvironment environment = await manager.OpenAsync(new EnvironmentSpec("lab", "tests") { Services = [Queue] });

        HealthCheckResult running = (await environment.CheckHealthAsync()).Checks.Single();
        platform.Crash(environment.Id, Queue.ComponentName, "exited with code 1");
        EnvironmentHealth ended = await environment.CheckHealthAsync();

        running.Should().BeEquivalentTo(new { Type = HealthCheckType.Log, Outcome = HealthOutcome.Pass });
        ended.Failures.Should().ContainSingle().Which.Message.Should().Contain("exited with code 1");
    }

    [Fact]
    public async Task A_provider_that_cannot_tell_is_no_candidate_for_it()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider<ServiceSpec>(new ScriptedProvider<ServiceSpec>()));

        InvalidEnvironmentSpecException error = (await FluentActions.Awaiting(() => manager.PlanAsync(new EnvironmentSpec("lab", "tests") { Services = [Queue] })).Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which;

        error.Faults.Should().ContainSingle().Which.Should().Be(new SpecificationFault("services[0].healthCheck.type", "'scripted' cannot wait for a line of a log.", "Check it in another way."));
    }
}
