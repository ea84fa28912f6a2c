using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Execution;
using Lumina.Environments.Tests.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Lifetime;

[Trait("Category", "Termination")]
public sealed class CleanUpTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryPlatform _platform = new();
    private readonly InMemoryFaultScript _faults = new();
    private readonly ServiceProvider _services;
    private readonly IEnvironmentManager _manager;

    public CleanUpTests()
    {
        _platform.Faults = _faults;
        ServiceCollection services = new();
        services.AddLuminaEnvironments().UseTimeProvider(_time).UseInMemory(_platform);
        _services = services.BuildServiceProvider();
        _manager = _services.GetRequiredService<IEnvironmentManager>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _services.DisposeAsync().AsTask();

    [Fact]
    public async Task What_has_expired_is_terminated_and_the_rest_stays()
    {
        EnvironmentId brief = await ProvisionAsync("brief", TimeSpan.FromHours(1));
        EnvironmentId extended = await ProvisionAsync("extended", TimeSpan.FromHours(1));
        EnvironmentId unlimited = await ProvisionAsync("unlimited", EnvironmentSpec.Unlimited);
        await _manager.ExtendAsync(extended, TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1));

        CleanUpReport report = await _manager.CleanUpExpiredAsync();

        report.Terminated.Should().Equal(brief);
        report.Failed.Should().BeEmpty();
        _platform.Components.Select(component => component.Marks.EnvironmentId).Distinct().Should().BeEquivalentTo([extended, unlimited]);
    }

    [Fact]
    public async Task A_moment_before_its_expiry_nothing_is_terminated()
    {
        await ProvisionAsync("brief", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));

        (await _manager.CleanUpExpiredAsync()).Terminated.Should().BeEmpty();
    }

    [Fact]
    public async Task One_that_cannot_be_terminated_does_not_keep_the_others_and_is_tried_again()
    {
        EnvironmentId stuck = await ProvisionAsync("stuck", TimeSpan.FromHours(1));
        _faults.Add(new InMemoryFault { Component = ComponentName.Database("orders"), Call = InMemoryCall.Destroy, Error = "it is in use", Times = 1 });
        _time.Advance(TimeSpan.FromHours(1));

        CleanUpReport first = await _manager.CleanUpExpiredAsync();
        EnvironmentId other = await ProvisionAsync("other", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1));
        _faults.Add(new InMemoryFault { Component = ComponentName.Database("orders"), Call = InMemoryCall.Destroy, Error = "it is in use", Times = 1 });
        CleanUpReport second = await _manager.CleanUpExpiredAsync();
        CleanUpReport third = await _manager.CleanUpExpiredAsync();

        first.Failed.Should().ContainSingle().Which.Should().Match<KeyValuePair<EnvironmentId, string>>(failed => failed.Key == stuck && failed.Value.Contains("it is in use"));
        (second.Terminated.Count, second.Failed.Count).Should().Be((1, 1), "one fault was left to play");
        third.Terminated.Count.Should().Be(1);
        new[] { stuck, other }.Should().BeEquivalentTo([.. second.Terminated, .. third.Terminated]);
        _platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task One_that_is_extended_while_it_waits_for_its_end_is_left_alone()
    {
        ScriptedProvider<ServiceSpec> services = new();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services).UseTimeProvider(_time).ConfigureCleanUp(options => options.MaximumParallelEnvironments = 1));
        EnvironmentId[] both = [(await manager.ProvisionAsync(Graph.Of("a") with { Lifetime = TimeSpan.FromHours(1) })).Id, (await manager.ProvisionAsync(Graph.Of("a") with { Lifetime = TimeSpan.FromHours(1) })).Id];
        _time.Advance(TimeSpan.FromHours(1));
        int ended = 0;
        services.OnDestroy = async (context, cancellationToken) =>
        {
            if (Interlocked.Increment(ref ended) == 1)
            {
                await manager.ExtendAsync(both.Single(id => id != context.EnvironmentId), TimeSpan.FromHours(1), cancellationToken);
            }
        };

        CleanUpReport report = await manager.CleanUpExpiredAsync().Soon();

        report.Terminated.Should().HaveCount(1);
        report.Failed.Should().BeEmpty();
        (await manager.FindAsync(both.Single(id => id != report.Terminated[0])))!.IsUp.Should().BeTrue();
    }

    [Fact]
    public async Task A_view_cleans_up_only_what_it_sees()
    {
        await ProvisionAsync("brief", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1));

        (await _manager.ForOwner("search").CleanUpExpiredAsync()).Terminated.Should().BeEmpty();
        (await _manager.ForOwner("payments").CleanUpExpiredAsync()).Terminated.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_host_cleans_up_when_it_starts_and_every_minute()
    {
        await ProvisionAsync("expired-before", TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(2));
        foreach (IHostedService service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        await _time.UntilAsync(() => _platform.IsEmpty, TimeSpan.Zero);
        await ProvisionAsync("later", TimeSpan.FromSeconds(30));
        await _time.UntilAsync(() => _platform.IsEmpty, TimeSpan.FromSeconds(1));

        foreach (IHostedService service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_host_that_cannot_end_something_tries_it_less_and_less_often_and_ends_the_rest_meanwhile()
    {
        EnvironmentId stuck = await ProvisionAsync("stuck", TimeSpan.FromMinutes(1));
        _faults.Add(new InMemoryFault { Component = ComponentName.Database("orders"), Call = InMemoryCall.Destroy, Error = "it is in use" });
        DateTimeOffset began = _time.GetUtcNow();
        foreach (IHostedService service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        await _time.UntilAsync(() => _time.GetUtcNow() > began.AddHours(3), TimeSpan.FromSeconds(20));

        (await _manager.ReadEventsAsync(stuck).OfType<TerminationStarted>().CountAsync()).Should().BeInRange(4, 12);
        _faults.Clear();
        await _time.UntilAsync(() => _platform.IsEmpty, TimeSpan.FromSeconds(20));

        foreach (IHostedService service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_host_sweeps_orphans_when_it_starts()
    {
        InMemoryPlatform platform = new() { OutlivesProcess = true };
        Action<EnvironmentsBuilder> configure = environments => environments.UseInMemory(platform).UseTimeProvider(_time).Configure(options => options.AllowVolatileStore = true);
        await using (EnvironmentManager forgotten = EnvironmentManager.Create(configure))
        {
            await forgotten.ProvisionAsync(Specs.Shop() with { Lifetime = TimeSpan.FromHours(1) }).Soon();
        }

        _time.Advance(TimeSpan.FromHours(2));
        ServiceCollection services = new();
        configure(services.AddLuminaEnvironments());
        await using ServiceProvider host = services.BuildServiceProvider();
        foreach (IHostedService service in host.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        await _time.UntilAsync(() => platform.IsEmpty, TimeSpan.Zero);

        foreach (IHostedService service in host.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public void Options_out_of_range_are_said_when_the_manager_is_made()
    {
        Action making = () => EnvironmentManager.Create(environments => environments.UseInMemory().ConfigureCleanUp(options =>
        {
            options.Interval = TimeSpan.FromDays(2);
            options.MaximumParallelEnvironments = 1_001;
        }));

        making.Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            "Lumina:CleanUp:Interval is 2.00:00:00: it must be from 00:00:01 to 1.00:00:00.",
            "Lumina:CleanUp:MaximumParallelEnvironments is 1001: it must be from 1 to 1000.");
        new CleanUpOptionsValidator().Validate(name: null, new CleanUpOptions()).Succeeded.Should().BeTrue();
    }

    private async Task<EnvironmentId> ProvisionAsync(string name, TimeSpan lifetime) => (await _manager.ProvisionAsync(Specs.Shop(name) with { Lifetime = lifetime })).Id;
}
