namespace Lumina.Environments.Tests.Health;

/// <summary>Which components a healing begins with. Through the monitor a wrong choice is hidden by what follows: a dependent that was restarted already is passed over.</summary>
[Trait("Category", "Health")]
public sealed class HealingChoiceTests
{
    private static readonly ComponentName Orders = ComponentName.Database("orders");
    private static readonly ComponentName Data = ComponentName.Data("orders");
    private static readonly ComponentName Api = ComponentName.Service("api");
    private static readonly ComponentName Mail = ComponentName.Service("mail");

    [Fact]
    public void What_depends_on_a_failing_component_even_through_one_that_passes_is_not_chosen() =>
        Choose(fails: [Orders, Api]).Should().Equal(Orders);

    [Fact]
    public void Failures_that_have_nothing_to_do_with_each_other_are_all_chosen() =>
        Choose(fails: [Orders, Mail]).Should().Equal(Orders, Mail);

    [Fact]
    public void A_check_that_is_not_required_restarts_nothing() =>
        Choose(fails: [Api], required: false).Should().BeEmpty();

    [Fact]
    public void A_component_in_doubt_is_left_alone() =>
        Choose(fails: [Mail], state: ComponentState.InDoubt).Should().BeEmpty();

    [Fact]
    public void A_component_that_is_paused_is_left_alone_with_what_depends_on_it() =>
        Choose(fails: [Orders, Api, Mail], paused: Orders).Should().Equal(Mail);

    private static IEnumerable<ComponentName> Choose(ComponentName[] fails, bool required = true, ComponentState state = ComponentState.Up, ComponentName? paused = null)
    {
        EnvironmentSnapshot environment = new()
        {
            Id = default,
            Spec = new EnvironmentSpec("checkout", "payments"),
            BaseDirectory = ".",
            Components = [Component(Orders), Component(Data, Orders), Component(Api, Data), Component(Mail)],
        };
        HealthCheckResult[] checks = [.. fails.Select(name => new HealthCheckResult(name, HealthCheckType.Presence, HealthOutcome.Fail, "gone", default, default, required))];
        return HealingChoice.Of(environment, new EnvironmentHealth(default, HealthVerdict.Unhealthy, 0, checks, default)).Select(check => check.Component);

        ComponentSnapshot Component(ComponentName name, params ComponentName[] dependsOn) =>
            new() { Name = name, Provider = "in-memory", ExternalName = "x", Location = ComponentLocation.Only, State = state, IsPaused = name == paused, DependsOn = [.. dependsOn] };
    }
}
