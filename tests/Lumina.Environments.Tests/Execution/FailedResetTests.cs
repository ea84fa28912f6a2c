using Lumina.Environments.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "StartStop")]
public sealed class FailedResetTests
{
    private static readonly ComponentName B = ComponentName.Service("b");

    private readonly ScriptedProvider<ServiceSpec> _services = new();

    [Fact]
    public async Task A_way_that_one_component_refuses_touches_none_and_the_error_says_which_ways_are_possible()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();
        _services.Refuses = context => context.Component == B ? new ResetRefusal("it is no copy", [ResetWay.Difference, ResetWay.Remade]) : null;

        Func<Task> reset = () => manager.ResetAsync(environment.Id, new ResetOptions { Way = ResetWay.Swap }).Soon();

        ResetRefusedException error = (await reset.Should().ThrowAsync<ResetRefusedException>()).Which;
        error.Message.Should().Be(
            """
            Environment 'graph' was not reset, and nothing was touched.
              service/b can't be reset by the way Swap: it is no copy. Possible: Difference, Remade.
              Ask for a way that is possible for all, or leave it open.
            """);
        error.Refusals.Should().ContainKey(B).WhoseValue.Possible.Should().Equal(ResetWay.Difference, ResetWay.Remade);
        _services.Calls.Should().NotContain(call => call.StartsWith("reset"));
        (await manager.FindAsync(environment.Id))!.Should().BeEquivalentTo(environment, "not even an event was written");
    }

    [Fact]
    public async Task One_that_leaves_a_component_half_reset_makes_the_environment_Failed_until_another_succeeds()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a", "c: b")).Soon();
        _services.OnReset = (context, _) => context.Component == B && _services.HalfReset.TryAdd(context.ExternalName, value: true) ? throw new ProviderException("the disk is full") : Task.CompletedTask;
        Func<Task> reset = () => manager.ResetAsync(environment.Id).Soon();

        EnvironmentException error = (await reset.Should().ThrowAsync<EnvironmentException>()).Which;

        error.Message.Should().Match(
            """
            Resetting environment 'graph' (*) failed.
              service/b (Reset) in * s: the disk is full
                path: *
              Reset: service/a.
              Maybe half reset: service/b.
              As before: service/c.
              The environment is Failed until a reset succeeds: ask for one again when that is mended.
            """);
        error.Left.Should().BeEmpty("a reset leaves nothing over");
        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Failed);

        ResetReport report = await manager.ResetAsync(environment.Id).Soon();

        report.Environment.Status.Should().Be(EnvironmentStatus.Running);
        report.Components.Keys.Should().HaveCount(3);
        (await manager.FindAsync(environment.Id))!.Error.Should().BeNull();
    }

    [Fact]
    public async Task One_that_leaves_everything_whole_leaves_the_environment_as_it_was()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();
        _services.OnReset = (context, _) => context.Component == B ? throw new ProviderException("somebody writes to it") : Task.CompletedTask;
        Func<Task> reset = () => manager.ResetAsync(environment.Id).Soon();

        await reset.Should().ThrowAsync<EnvironmentException>().WithMessage("*somebody writes to it*Reset: service/a.*As before: service/b.*The environment is Ready: reset it again when that is mended.");

        EnvironmentSnapshot after = (await manager.FindAsync(environment.Id))!;
        after.Status.Should().Be(EnvironmentStatus.Ready);
        after.Components.Should().OnlyContain(component => component.State == ComponentState.Up && component.Unfinished == null);
        (await manager.CheckHealthAsync(environment.Id).Soon()).Undecided.Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_cancelled_fails_the_environment_only_where_something_is_half_reset(bool isHalf)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();
        using CancellationTokenSource cancelling = new();
        _services.OnReset = async (context, token) =>
        {
            if (context.Component == B)
            {
                _ = isHalf && _services.HalfReset.TryAdd(context.ExternalName, value: true);
                await cancelling.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        };

        Exception error = (await Record.ExceptionAsync(() => manager.ResetAsync(environment.Id, cancellationToken: cancelling.Token).Soon()))!;

        (error is OperationCanceledException).Should().Be(!isHalf);
        error.Message.Should().Contain(isHalf ? "Maybe half reset: service/b." : "It is Ready.\n  Reset: service/a.\n  As before: service/b.");
        (await manager.FindAsync(environment.Id))!.Status.Should().Be(isHalf ? EnvironmentStatus.Failed : EnvironmentStatus.Ready);
    }

    [Fact]
    public async Task What_cannot_be_seen_afterwards_counts_as_half_reset()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("b")).Soon();
        _services.OnReset = (_, _) => throw new ProviderException("gone");
        _services.OnObserve = (_, _) => throw new ProviderException("gone");
        Func<Task> reset = () => manager.ResetAsync(environment.Id).Soon();

        await reset.Should().ThrowAsync<EnvironmentException>();

        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Failed);
    }

    [Fact]
    public async Task What_takes_its_time_to_be_seen_afterwards_is_waited_for_since_that_decides_what_becomes_of_the_environment()
    {
        FakeTimeProvider time = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(_services).UseTimeProvider(time));
        EnvironmentSnapshot environment = await time.RunToEndAsync(manager.ProvisionAsync(Graph.Of("b")));
        _services.OnReset = (_, _) => throw new ProviderException("somebody writes to it");
        _services.OnObserve = (_, token) => Task.Delay(TimeSpan.FromSeconds(10), time, token);

        await Record.ExceptionAsync(() => time.RunToEndAsync(manager.ResetAsync(environment.Id)));

        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Ready);
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.AddProvider(_services));
}
