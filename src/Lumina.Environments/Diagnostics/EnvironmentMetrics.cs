using System.Diagnostics.Metrics;

namespace Lumina.Environments;

/// <summary>Measurements: step durations, failures, environments by status, spend.</summary>
internal sealed class EnvironmentMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly bool _owns;
    private readonly Histogram<double> _stepDuration;
    private readonly Counter<long> _stepFailures;

    public EnvironmentMetrics(EnvironmentCensus census, IMeterFactory? factory = null)
    {
        _owns = factory is null;
        _meter = factory?.Create(EnvironmentTelemetry.SourceName) ?? new Meter(EnvironmentTelemetry.SourceName);
        _stepDuration = _meter.CreateHistogram<double>("lumina.step.duration", "s", "How long steps took");
        _stepFailures = _meter.CreateCounter<long>("lumina.step.failures", "{failure}", "Steps that failed");
        _meter.CreateObservableGauge("lumina.environments", census.CountByStatus, "{environment}", "Environments that this process operates on, by status");
        _meter.CreateObservableGauge("lumina.spend.hourly", census.HourlySpend, "{currency}/h", "What the active environments cost an hour, as far as prices are known");
    }

    public void StepEnded(PlanStep step, StepResult result, TimeSpan elapsed)
    {
        if (_stepDuration.Enabled)
        {
            _stepDuration.Record(elapsed.TotalSeconds, new("action", step.Action.ToString()), new("kind", step.Component.Kind), new("provider", step.Provider));
        }

        if (result.Failure is not null && _stepFailures.Enabled)
        {
            _stepFailures.Add(1, new("action", step.Action.ToString()), new("kind", step.Component.Kind), new("provider", step.Provider));
        }
    }

    public void Dispose()
    {
        // A meter from a factory is the factory's.
        if (_owns)
        {
            _meter.Dispose();
        }
    }
}
