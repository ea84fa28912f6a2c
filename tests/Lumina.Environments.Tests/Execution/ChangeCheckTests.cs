using Lumina.Environments.Providers;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "StartStop")]
public sealed class ChangeCheckTests
{
    private static readonly ComponentName B = ComponentName.Service("b");

    private readonly RefusingProvider _services = new();

    [Theory]
    [InlineData("stopped")]
    [InlineData("reset")]
    [InlineData("changed")]
    public async Task What_a_provider_can_not_change_from_here_leaves_the_environment_as_it_was(string done)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a", "c: b")).Soon();
        _services.Refuses = context => context.Component.Name != "a" ? "the record of it is elsewhere; go there" : null;

        Func<Task> change = () => done switch
        {
            "stopped" => manager.StopAsync(environment.Id).Soon(),
            "reset" => manager.ResetAsync(environment.Id).Soon(),
            _ => manager.RestartAsync(environment.Id, B).Soon(),
        };

        EnvironmentException error = (await change.Should().ThrowAsync<EnvironmentException>()).Which;
        error.Message.Should().BeOneOf(
            $"Environment 'graph' was not {done}, and nothing was touched: service/b, service/c: the record of it is elsewhere; go there.",
            $"Environment 'graph' was not {done}, and nothing was touched: service/c, service/b: the record of it is elsewhere; go there.");
        error.EnvironmentId.Should().Be(environment.Id);
        _services.Calls.Should().OnlyContain(call => call.StartsWith("provision"));
        (await manager.FindAsync(environment.Id))!.Should().BeEquivalentTo(environment, "not even an event was written");
    }

    [Fact]
    public async Task A_stopped_environment_whose_start_is_refused_is_stopped_still_and_ends_all_the_same()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();
        await manager.StopAsync(environment.Id).Soon();
        _services.Refuses = _ => throw new ProviderException("the bucket does not answer.");

        await FluentActions.Awaiting(() => manager.StartAsync(environment.Id).Soon()).Should().ThrowAsync<EnvironmentException>()
            .WithMessage("Environment 'graph' was not started, and nothing was touched: service/a, service/b: whether it can be could not be told: the bucket does not answer. Ask for it again when that is mended.");

        (await manager.FindAsync(environment.Id))!.Status.Should().Be(EnvironmentStatus.Stopped);
        await manager.TerminateAsync(environment.Id).Soon();
        _services.Existing.Should().BeEmpty();
    }

    [Fact]
    public async Task One_of_which_nothing_can_be_destroyed_from_here_stays_as_it_was_and_names_what_is_left()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Graph.Of("a", "b: a")).Soon();
        _services.RefusesEnd = _ => "it is of another account";

        EnvironmentException refused = (await FluentActions.Awaiting(() => manager.TerminateAsync(environment.Id).Soon()).Should().ThrowAsync<EnvironmentException>()).Which;

        refused.Message.Should().Match("Environment 'graph' was not terminated, and nothing was touched: service/?, service/?: it is of another account.");
        refused.Left.Should().BeEquivalentTo([ComponentName.Service("a"), B]);
        (await manager.FindAsync(environment.Id))!.Should().BeEquivalentTo(environment);
        _services.RefusesEnd = context => context.Component == B ? "it is of another account" : null;
        (await manager.TerminateAsync(environment.Id).Soon()).Status.Should().Be(EnvironmentStatus.Terminated, "what can go is not kept by what can't");
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.AddProvider(_services));

    private sealed class RefusingProvider : ScriptedProvider<ServiceSpec>, IChangeCheckProvider
    {
        public new Func<ComponentContext, string?> Refuses { get; set; } = _ => null;

        public Func<ComponentContext, string?> RefusesEnd { get; set; } = _ => null;

        public ValueTask<string?> WhyNotDestroyAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(RefusesEnd(context));

        public ValueTask<string?> WhyNotChangeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Refuses(context));
    }
}
