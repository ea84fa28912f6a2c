using Lumina.Environments.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Execution;

[Trait("Category", "Creation")]
public sealed class LifetimeTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryPlatform _platform = new();

    [Fact]
    public async Task No_view_is_given_of_an_owner_that_no_environment_can_have()
    {
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());

        FluentActions.Invoking(() => manager.ForOwner("Bad Owner")).Should().Throw<ArgumentException>().WithMessage("'Bad Owner' is no owner of environments. Allowed: *");
    }

    [Fact]
    public async Task Expiry_counts_from_the_first_event_and_is_in_every_mark()
    {
        await using EnvironmentManager manager = Create();

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop() with { Lifetime = TimeSpan.FromHours(2) }).Soon();

        environment.ExpiresAt.Should().Be(_time.Start.AddHours(2));
        _platform.Components.Should().HaveCount(4).And.OnlyContain(component =>
            component.Marks == new OwnershipMarks("default", environment.Id, component.Name, "payments", _time.Start.AddHours(2)));
    }

    [Fact]
    public async Task An_environment_lives_four_hours_unless_it_is_said()
    {
        await using EnvironmentManager manager = Create();

        (await manager.ProvisionAsync(Specs.Shop()).Soon()).ExpiresAt.Should().Be(_time.Start.AddHours(4));
    }

    [Fact]
    public async Task Unlimited_is_never_and_says_so_in_the_marks()
    {
        await using EnvironmentManager manager = Create();

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop() with { Lifetime = EnvironmentSpec.Unlimited }).Soon();

        environment.ExpiresAt.Should().BeNull();
        _platform.Components[0].Marks.ToDictionary()[OwnershipMarks.ExpiresAtMark].Should().Be("never");
        (await manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1)).Soon()).ExpiresAt.Should().BeNull("what never expires is not made to expire by an extension");
    }

    [Fact]
    public async Task An_extension_counts_from_the_present_expiry_or_from_now_where_that_has_passed()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop() with { Lifetime = TimeSpan.FromHours(1) }).Soon();

        (await manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1)).Soon()).ExpiresAt.Should().Be(_time.Start.AddHours(2));
        _time.Advance(TimeSpan.FromHours(10));
        (await manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1)).Soon()).ExpiresAt.Should().Be(_time.Start.AddHours(11));
        (await manager.ExtendAsync(environment.Id, EnvironmentSpec.Unlimited).Soon()).ExpiresAt.Should().BeNull();
        (await manager.EventsAsync(environment.Id)).OfType<ExpiryExtended>().Should().HaveCount(3);
    }

    [Fact]
    public async Task An_extension_that_a_termination_ends_says_so()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Call = InMemoryCall.Mark, Hangs = true });
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        Task<EnvironmentSnapshot> extending = manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1));

        await manager.ForOwner("payments").TerminateAsync(environment.Id).Soon();

        await FluentActions.Awaiting(() => extending.Soon()).Should().ThrowAsync<EnvironmentException>().WithMessage("The expiry of environment 'shop' was not moved: it was interrupted: payments terminated the environment.");
        _platform.IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task An_expiry_is_not_moved_back(int minutes)
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();

        Func<Task> extend = () => manager.ExtendAsync(environment.Id, TimeSpan.FromMinutes(minutes)).Soon();

        await extend.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task An_expiry_beyond_all_time_is_refused()
    {
        await using EnvironmentManager manager = Create();
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();

        Func<Task> extend = () => manager.ExtendAsync(environment.Id, TimeSpan.MaxValue).Soon();

        (await extend.Should().ThrowAsync<ArgumentOutOfRangeException>()).Which.Message.Should().Contain("EnvironmentSpec.Unlimited is for ever");
    }

    private EnvironmentManager Create() => EnvironmentManager.Create(environments => environments.UseInMemory(_platform).UseTimeProvider(_time));
}
