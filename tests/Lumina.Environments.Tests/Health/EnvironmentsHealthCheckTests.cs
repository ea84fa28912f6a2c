using Lumina.Environments.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Health;

/// <summary>The host's own health page, as it asks.</summary>
[Trait("Category", "Health")]
public sealed class EnvironmentsHealthCheckTests : IAsyncLifetime
{
    private readonly InMemoryPlatform _platform = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services;
    private readonly IEnvironmentManager _manager;

    public EnvironmentsHealthCheckTests()
    {
        ServiceCollection services = new();
        services.AddLogging().AddLuminaEnvironments().UseInMemory(_platform).UseTimeProvider(_time);
        services.AddHealthChecks().AddCheck<EnvironmentsHealthCheck>(EnvironmentsHealthCheck.Name);
        _services = services.BuildServiceProvider();
        _manager = _services.GetRequiredService<IEnvironmentManager>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _services.DisposeAsync().AsTask();

    [Fact]
    public async Task Environments_that_are_well_are_counted_by_status()
    {
        await _manager.ProvisionAsync(Specs.Shop());
        await _manager.StopAsync((await _manager.ProvisionAsync(Specs.Shop("other"))).Id);

        HealthReportEntry entry = await CheckAsync();

        entry.Status.Should().Be(HealthStatus.Healthy);
        entry.Data.Should().Equal(new Dictionary<string, object> { ["Ready"] = 1, ["Stopped"] = 1 });
    }

    [Fact]
    public async Task An_unhealthy_environment_degrades_the_host()
    {
        EnvironmentSnapshot environment = await _manager.ProvisionAsync(Specs.Shop() with { Healing = HealingPolicy.None });
        _platform.Crash(environment.Id, ComponentName.Service("api"));
        HealthMonitor monitor = _services.GetRequiredService<HealthMonitor>();

        await monitor.BeginRoundAsync(CancellationToken.None);
        await _time.RunOnPoolAsync(monitor.WhenIdleAsync());

        HealthReportEntry entry = await CheckAsync();
        entry.Status.Should().Be(HealthStatus.Degraded);
        entry.Description.Should().Be($"Unhealthy: shop ({environment.Id})");
    }

    [Fact]
    public async Task An_environment_with_a_component_that_could_not_be_restarted_degrades_the_host_at_once()
    {
        EnvironmentSnapshot environment = await _manager.ProvisionAsync(Specs.Shop());
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Call = InMemoryCall.Start, Error = "it exits" });
        await FluentActions.Awaiting(() => _manager.RestartAsync(environment.Id, ComponentName.Service("api"))).Should().ThrowAsync<EnvironmentException>();

        HealthReportEntry entry = await CheckAsync();

        entry.Status.Should().Be(HealthStatus.Degraded);
        entry.Description.Should().Be($"Unhealthy: shop ({environment.Id})");
    }

    [Fact]
    public async Task A_failed_environment_of_which_something_is_left_makes_the_host_unhealthy()
    {
        _platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Database("orders"), Call = InMemoryCall.Destroy, Error = "it is in use" });
        EnvironmentSnapshot environment = await _manager.ProvisionAsync(Specs.Shop());
        await FluentActions.Awaiting(() => _manager.TerminateAsync(environment.Id)).Should().ThrowAsync<EnvironmentException>();

        HealthReportEntry entry = await CheckAsync();

        entry.Status.Should().Be(HealthStatus.Unhealthy);
        entry.Description.Should().Be($"Failed, with something left: shop ({environment.Id}): database/orders");
    }

    private async Task<HealthReportEntry> CheckAsync() => (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[EnvironmentsHealthCheck.Name];
}
