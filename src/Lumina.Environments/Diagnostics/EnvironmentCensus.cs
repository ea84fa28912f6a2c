using System.Diagnostics.Metrics;

namespace Lumina.Environments;

/// <summary>Counts the environments that this process operates on, at the moment in which somebody measures.</summary>
internal sealed class EnvironmentCensus(EnvironmentSessions sessions, CostEstimator costs)
{
    public IEnumerable<Measurement<long>> CountByStatus() =>
        sessions.Open.GroupBy(session => session.Snapshot.Status)
            .Select(group => new Measurement<long>(group.LongCount(), new KeyValuePair<string, object?>("status", group.Key.ToString())));

    public IEnumerable<Measurement<double>> HourlySpend() =>
        sessions.Open.Where(session => session.Snapshot.IsActive)
            .Select(session => costs.EstimateNow(session.Snapshot, session.Specs))
            .GroupBy(estimate => estimate.Currency)
            .Select(group => new Measurement<double>((double)group.Sum(estimate => estimate.Hourly), new KeyValuePair<string, object?>("currency", group.Key)));
}
