using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Execution;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Tests.Health;

/// <summary>Health through the manager, on the in-memory platform.</summary>
[Trait("Category", "Health")]
public sealed class EnvironmentHealthTests : IAsyncLifetime
{
    private static readonly ComponentName Api = ComponentName.Service("api");
    private static readonly ComponentName Worker = ComponentName.Service("worker");
    private static readonly ComponentName Orders = ComponentName.Database("orders");

    private static readonly EnvironmentSpec Spec = new("checkout", "payments")
    {
        Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
        Services =
        [
            new ServiceSpec("api", ServiceSource.Image("api:1")) { Endpoints = [EndpointSpec.Http()], HealthCheck = HealthCheckSpec.Http("/health") },
            new ServiceSpec("worker", ServiceSource.Image("worker:1")) { Endpoints = [EndpointSpec.Http()], HealthCheck = HealthCheckSpec.Http("/health") with { Required = false } },
        ],
    };

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryPlatform _platform = new();
    private readonly ScriptedChecker _flapping = ScriptedChecker.Answers(probe => probe > 2 && probe % 2 == 1 ? HealthProbeResult.Fail("down") : HealthProbeResult.Pass("up"));
    private EnvironmentManager _manager = null!;
    private EnvironmentId _id;

    public async Task InitializeAsync()
    {
        _manager = EnvironmentManager.Create(environments => environments.UseTimeProvider(_time).UseInMemory(_platform).AddHealthChecker(_flapping));
        _id = (await _manager.ProvisionAsync(Spec)).Id;
    }

    public async Task DisposeAsync() => await _manager.DisposeAsync();

    [Fact]
    public async Task All_that_passes_is_healthy_with_a_score_of_100()
    {
        EnvironmentHealth health = await CheckAsync();

        health.Verdict.Should().Be(HealthVerdict.Healthy);
        health.Score.Should().Be(100);
        health.Checks.Select(check => (check.Component, check.Outcome, check.Required)).Should().Equal(
            (Orders, HealthOutcome.Pass, true),
            (Api, HealthOutcome.Pass, true),
            (Worker, HealthOutcome.Pass, false));
        health.Time.Should().BeOnOrBefore(_time.GetUtcNow());
    }

    [Fact]
    public async Task A_provider_that_blocks_when_it_is_looked_for_a_component_is_unknown_in_time()
    {
        using ManualResetEventSlim release = new();
        bool blocks = false;
        ScriptedProvider<ServiceSpec> services = new()
        {
            OnObserve = (_, _) =>
            {
                if (Volatile.Read(ref blocks))
                {
                    release.Wait(CancellationToken.None);
                }

                return Task.CompletedTask;
            },
        };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.AddProvider(services));
        EnvironmentSpec spec = Graph.Of("a");
        EnvironmentSnapshot made = await manager.ProvisionAsync(spec with { Services = [spec.Services[0] with { HealthCheck = HealthCheckSpec.Presence() with { Timeout = TimeSpan.FromMilliseconds(200) } }] }).Soon();
        Volatile.Write(ref blocks, true);

        EnvironmentHealth health = await Task.Run(() => manager.CheckHealthAsync(made.Id)).Soon();

        health.Verdict.Should().Be(HealthVerdict.Unknown);
        health.Checks.Single().Message.Should().StartWith("no answer within 200 ms");
        release.Set();
    }

    [Fact]
    public async Task A_required_check_that_fails_is_unhealthy_whatever_the_score()
    {
        _platform.SetHealth(_id, Api, HealthOutcome.Fail, "answered 503");

        EnvironmentHealth health = await CheckFailingAsync();

        health.Verdict.Should().Be(HealthVerdict.Unhealthy);
        health.Score.Should().Be(60, "of the weights 2, 2 and 1, 3 pass");
        health.Failures.Should().ContainSingle().Which.Message.Should().Be("answered 503");
    }

    [Fact]
    public async Task A_check_that_is_not_required_lowers_the_score_and_leaves_the_verdict()
    {
        _platform.SetHealth(_id, Worker, HealthOutcome.Fail);

        EnvironmentHealth health = await CheckFailingAsync();

        health.Verdict.Should().Be(HealthVerdict.Healthy);
        health.Score.Should().Be(80);
    }

    [Fact]
    public async Task A_warning_counts_half()
    {
        _platform.SetHealth(_id, Api, HealthOutcome.Warn, "slow");

        EnvironmentHealth health = await CheckAsync();

        health.Verdict.Should().Be(HealthVerdict.Healthy);
        health.Score.Should().Be(80);
        health.Checks[1].ToString().Should().Be("service/api: Warn, slow (http, 0 ms)");
    }

    [Theory]
    [InlineData(HealthOutcome.Warn, HealthVerdict.Healthy)]
    [InlineData(HealthOutcome.Fail, HealthVerdict.Unhealthy)]
    public async Task What_is_checked_by_its_presence_alone_is_seen_as_the_test_says(HealthOutcome outcome, HealthVerdict verdict)
    {
        _id = (await _manager.ProvisionAsync(new EnvironmentSpec("jobs", "payments") { Services = [new ServiceSpec("worker", ServiceSource.Image("worker:1"))] })).Id;
        _platform.SetHealth(_id, Worker, outcome, "out of memory");

        EnvironmentHealth health = await CheckFailingAsync();

        health.Verdict.Should().Be(verdict);
        health.Checks.Should().ContainSingle().Which.Should().Match<HealthCheckResult>(check => check.Outcome == outcome && check.Message.Contains("out of memory", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_verdict_of_fail_needs_as_many_probes_as_the_threshold_says_and_takes_their_intervals()
    {
        _platform.SetHealth(_id, Api, HealthOutcome.Fail);

        EnvironmentHealth health = await CheckFailingAsync();

        health.Checks[1].Duration.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2), "three probes have two intervals between them");
        health.Checks[0].Duration.Should().BeLessThan(health.Checks[1].Duration, "one check does not wait for another");
    }

    [Fact]
    public async Task A_component_that_crashed_fails()
    {
        _platform.Crash(_id, Api, "exited with code 134");

        EnvironmentHealth health = await CheckFailingAsync();

        health.Failures.Should().ContainSingle().Which.Message.Should().Be("exited with code 134");
    }

    [Fact]
    public async Task An_environment_that_is_not_up_is_unknown()
    {
        await _manager.StopAsync(_id);

        EnvironmentHealth health = await CheckAsync();

        health.Should().BeEquivalentTo(new EnvironmentHealth(_id, HealthVerdict.Unknown, 0, [], _time.GetUtcNow()));
    }

    [Fact]
    public async Task A_component_that_goes_to_and_fro_is_a_warning()
    {
        EnvironmentSpec spec = new("flapping", "payments")
        {
            Services = [new ServiceSpec("api", ServiceSource.Image("api:1")) { HealthCheck = new(ScriptedChecker.Type) { HealthyThreshold = 2, UnhealthyThreshold = 2 } }],
        };
        Task<EnvironmentSnapshot> provisioning = _manager.ProvisionAsync(spec);
        await _time.RunOnPoolAsync(provisioning);
        _id = (await provisioning).Id;

        EnvironmentHealth health = await CheckFailingAsync();

        health.Checks.Should().ContainSingle().Which.Should().Match<HealthCheckResult>(check =>
            check.Outcome == HealthOutcome.Warn && check.Message == "it goes to and fro: 4 of 8 probes failed, the last said: up");
    }

    [Fact]
    public async Task A_message_does_not_carry_the_components_secrets()
    {
        EnvironmentSnapshot environment = (await _manager.FindAsync(_id))!;
        string secret = environment.Find(Orders)!.Outputs.First(output => output.IsSecret).Reveal();
        _platform.SetHealth(_id, Orders, HealthOutcome.Fail, $"cannot connect with '{secret}'");

        EnvironmentHealth health = await CheckFailingAsync();

        health.Failures.Should().ContainSingle().Which.Message.Should().Be("cannot connect with '***'");
    }

    private Task<EnvironmentHealth> CheckAsync() => _manager.CheckHealthAsync(_id);

    private async Task<EnvironmentHealth> CheckFailingAsync()
    {
        Task<EnvironmentHealth> checking = _manager.CheckHealthAsync(_id);
        await _time.RunOnPoolAsync(checking);
        return await checking;
    }
}
