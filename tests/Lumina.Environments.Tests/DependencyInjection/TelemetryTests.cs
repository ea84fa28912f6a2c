using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lumina.Environments.InMemory;
using Lumina.Environments.Tests.Execution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Lumina.Environments.Tests.DependencyInjection;

[Trait("Category", "Creation")]
[Trait("Category", "Monitoring")]
public sealed class TelemetryTests
{
    private const string Source = EnvironmentTelemetry.SourceName;

    private readonly ConcurrentQueue<Activity> _spans = new();

    [Fact]
    public async Task Provisioning_is_a_waterfall_of_spans()
    {
        using ActivityListener listener = Listen();
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory());

        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();

        Activity[] spans = SpansOf(environment.Id);
        Activity operation = spans.Should().ContainSingle(span => span.OperationName == "Provision shop").Which;
        operation.GetTagItem("lumina.environment.owner").Should().Be("payments");
        Activity[] steps = [.. spans.Where(span => span != operation)];
        steps.Select(span => span.OperationName).Should().BeEquivalentTo("Provision database/orders", "Provision database/cache", "Provision service/api", "Provision service/ui");
        steps.Should().OnlyContain(span => span.ParentSpanId == operation.SpanId && span.TraceId == operation.TraceId);
        Activity api = steps.Single(span => span.OperationName == "Provision service/api");
        api.StartTimeUtc.Should().BeOnOrAfter(End(steps.Single(span => span.OperationName == "Provision database/orders")));
        End(operation).Should().BeOnOrAfter(End(steps.Single(span => span.OperationName == "Provision service/ui")));
    }

    [Fact]
    public async Task A_failed_step_and_its_operation_are_errors_in_the_trace()
    {
        using ActivityListener listener = Listen();
        InMemoryPlatform platform = new() { Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Error = "the image is broken", Times = 1 }) };
        await using EnvironmentManager manager = EnvironmentManager.Create(environments => environments.UseInMemory(platform));

        Func<Task> provision = () => manager.ProvisionAsync(Specs.Shop()).Soon();

        EnvironmentId id = (await provision.Should().ThrowAsync<EnvironmentException>()).Which.EnvironmentId!.Value;
        SpansOf(id).Where(span => span.Status == ActivityStatusCode.Error).Select(span => (span.OperationName, span.StatusDescription)).Should().BeEquivalentTo(
            [("Provision service/api", "the image is broken"), ("Provision shop", "service/api: the image is broken")]);
    }

    [Fact]
    public async Task Steps_failures_and_environments_by_status_are_measured()
    {
        ServiceCollection services = new();
        services.AddMetrics();
        InMemoryPlatform platform = new();
        services.AddLuminaEnvironments().UseInMemory(platform);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IMeterFactory meters = provider.GetRequiredService<IMeterFactory>();
        IEnvironmentManager manager = provider.GetRequiredService<IEnvironmentManager>();
        using MetricCollector<double> durations = new(meters, Source, "lumina.step.duration");
        using MetricCollector<long> failures = new(meters, Source, "lumina.step.failures");
        using MetricCollector<long> environments = new(meters, Source, "lumina.environments");

        await manager.ProvisionAsync(Specs.Shop()).Soon();
        await manager.ProvisionAsync(Specs.Shop("another")).Soon();
        platform.Faults = new InMemoryFaultScript(new InMemoryFault { Component = ComponentName.Service("api"), Error = "broken", Times = 1 });
        Func<Task> fail = () => manager.ProvisionAsync(Specs.Shop("failing")).Soon();
        await fail.Should().ThrowAsync<EnvironmentException>();
        environments.RecordObservableInstruments();

        durations.GetMeasurementSnapshot().Where(measured => (string?)measured.Tags["action"] == "Provision" && (string?)measured.Tags["kind"] == "service").Should().HaveCount(5);
        failures.GetMeasurementSnapshot().Should().ContainSingle().Which.Tags.Should().BeEquivalentTo(
            new Dictionary<string, object?> { ["action"] = "Provision", ["kind"] = "service", ["provider"] = "in-memory" });
        environments.GetMeasurementSnapshot().ToDictionary(measured => (string)measured.Tags["status"]!, measured => measured.Value)
            .Should().BeEquivalentTo(new Dictionary<string, long> { ["Ready"] = 2 }, "nothing is left of the one that failed");
    }

    [Fact]
    public async Task What_another_process_has_ended_is_counted_no_more()
    {
        InMemoryEnvironmentStore store = new();
        InMemoryPlatform platform = new() { OutlivesProcess = true };
        Action<EnvironmentsBuilder> configure = environments => environments.UseInMemory(platform).UseStore(store).Configure(options => options.AllowVolatileStore = true);
        ServiceCollection services = new();
        services.AddMetrics();
        configure(services.AddLuminaEnvironments());
        await using ServiceProvider provider = services.BuildServiceProvider();
        IEnvironmentManager manager = provider.GetRequiredService<IEnvironmentManager>();
        using MetricCollector<long> environments = new(provider.GetRequiredService<IMeterFactory>(), Source, "lumina.environments");
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();
        await using (EnvironmentManager other = EnvironmentManager.Create(configure))
        {
            await other.TerminateAsync(environment.Id).Soon();
        }

        await manager.RecoverAsync().Soon();
        environments.RecordObservableInstruments();

        environments.GetMeasurementSnapshot().Should().BeEmpty();
    }

    [Fact]
    public async Task What_active_environments_cost_an_hour_is_measured()
    {
        ServiceCollection services = new();
        services.AddMetrics();
        Price price = new() { Provider = "in-memory", Kind = "service", Region = Price.Everywhere, Amount = 0.25m, Source = "a contract", Date = new DateOnly(2026, 1, 1) };
        services.AddLuminaEnvironments().UseInMemory().AddPriceSource(new PriceTable([price]));
        await using ServiceProvider provider = services.BuildServiceProvider();
        IEnvironmentManager manager = provider.GetRequiredService<IEnvironmentManager>();
        using MetricCollector<double> spend = new(provider.GetRequiredService<IMeterFactory>(), Source, "lumina.spend.hourly");
        EnvironmentSnapshot environment = await manager.ProvisionAsync(Specs.Shop()).Soon();

        spend.RecordObservableInstruments();
        await manager.StopAsync(environment.Id).Soon();
        spend.RecordObservableInstruments();
        await manager.TerminateAsync(environment.Id).Soon();
        spend.RecordObservableInstruments();

        spend.GetMeasurementSnapshot().Where(measured => measured.Value > 0).Should().ContainSingle("what has stopped computing costs nothing, nor does what is gone").Which.Should().Match<CollectedMeasurement<double>>(
            measured => measured.Value == 0.5 && (string?)measured.Tags["currency"] == "USD");
    }

    private static DateTime End(Activity span) => span.StartTimeUtc + span.Duration;

    private ActivityListener Listen()
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    // Other tests run beside this one: only the spans of one environment count.
    private Activity[] SpansOf(EnvironmentId id) => [.. _spans.Where(span => (string?)span.GetTagItem("lumina.environment.id") == id.Value)];
}
