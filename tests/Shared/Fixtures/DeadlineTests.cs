using Lumina.Environments.InMemory;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Fixtures.Tests;

[Trait("Category", "Fixtures")]
public sealed class DeadlineTests
{
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Provisioning_ends_so_early_that_the_teardown_has_its_time()
    {
        ShopFixture fixture = new() { Clock = _clock, Ends = _clock.GetUtcNow() + TimeSpan.FromMinutes(5) };
        Task making = await HangAsync(fixture);

        _clock.Advance(TimeSpan.FromMinutes(5) - Reserve - TimeSpan.FromSeconds(1));
        making.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await making;

        FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().WithMessage("*longer than its timeout of 00:03:00*service/api*");
        fixture.Platform.IsEmpty.Should().BeTrue();
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_begun_where_no_time_is_left()
    {
        ShopFixture fixture = new() { Clock = _clock, Ends = _clock.GetUtcNow() + Reserve };

        await fixture.InitializeAsync();

        FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().WithMessage("*no time left*");
        fixture.Platform.CallCount.Should().Be(0);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task The_shorter_of_the_fixtures_and_the_specs_time_counts()
    {
        ShopFixture fixture = new() { Clock = _clock, Provisioning = TimeSpan.FromMinutes(1) };
        Task making = await HangAsync(fixture);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await making;

        FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().WithMessage("*longer than its timeout of 00:01:00*");
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_step_and_a_check_that_a_spec_gives_more_time_are_no_faults_of_it()
    {
        ShopFixture fixture = new()
        {
            Clock = _clock,
            Provisioning = TimeSpan.FromMinutes(1),
            Spec = new EnvironmentSpec("shop", "tests")
            {
                Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql) { StepTimeout = TimeSpan.FromMinutes(5) }],
                Services = [new ServiceSpec("api", ServiceSource.Project("Shop.Api")) { Endpoints = [EndpointSpec.Http()], HealthCheck = HealthCheckSpec.Http("/health") with { StartupTimeout = TimeSpan.FromMinutes(4) } }],
            },
        };

        await fixture.InitializeAsync();

        fixture.Environment.Status.Should().Be(EnvironmentStatus.Ready);
        await fixture.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Time_that_is_none_is_told_before_anything_is_made(int milliseconds)
    {
        ShopFixture fixture = new() { Provisioning = TimeSpan.FromMilliseconds(milliseconds) };

        await fixture.InitializeAsync();

        FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>().WithMessage("*ProvisioningTimeout is *: it has to be 10 ms or more*");
        fixture.Platform.CallCount.Should().Be(0);
        await fixture.DisposeAsync();
    }

    [Fact]
    public async Task The_authors_preparation_has_the_same_time()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ShopFixture fixture = new()
        {
            Clock = _clock,
            Provisioning = TimeSpan.FromMinutes(1),
            OnReady = (_, cancellationToken) =>
            {
                begun.SetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);
            },
        };
        Task making = Task.Run(async () => await fixture.InitializeAsync());
        await begun.Task;

        _clock.Advance(TimeSpan.FromMinutes(1));
        await making;

        FluentActions.Invoking(() => fixture.Environment).Should().Throw<EnvironmentException>();
        fixture.Platform.IsEmpty.Should().BeTrue();
        await fixture.DisposeAsync();
    }

    private static async Task<Task> HangAsync(ShopFixture fixture)
    {
        fixture.Faults.Add(new InMemoryFault { Component = ShopFixture.Api, Call = InMemoryCall.Provision, Hangs = true });
        Task making = Task.Run(async () => await fixture.InitializeAsync());
        await fixture.HangsAsync();
        return making;
    }
}
