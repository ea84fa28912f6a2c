namespace Lumina.Environments;

/// <summary>Probes one component until its check's thresholds give a verdict.</summary>
internal sealed class ComponentVerdict(TimeProvider timeProvider)
{
    private readonly HealthProber _prober = new(timeProvider);

    /// <summary>
    /// Passes in a row up to the healthy threshold pass, failures in a row up to the unhealthy threshold fail.
    /// As many in a row in which nothing could be seen leave it at that. One that goes to and fro for twice as many probes as both thresholds together has is a warning.
    /// </summary>
    public async ValueTask<HealthProbeResult> SeekAsync(SelectedCheck check, CancellationToken cancellationToken)
    {
        int most = 2 * (check.Spec.HealthyThreshold + check.Spec.UnhealthyThreshold);
        int passes = 0;
        int failures = 0;
        int unseen = 0;
        int failed = 0;
        for (int probe = 1; ; probe++)
        {
            HealthProbeResult result = await _prober.ProbeAsync(check, check.Spec.Timeout, cancellationToken).ConfigureAwait(false);
            (passes, failures, unseen) = result.IsUnseen ? (0, 0, unseen + 1) : result.Outcome == HealthOutcome.Fail ? (0, failures + 1, 0) : (passes + 1, 0, 0);
            failed += failures > 0 ? 1 : 0;
            if (passes >= check.Spec.HealthyThreshold || failures >= check.Spec.UnhealthyThreshold || unseen >= check.Spec.UnhealthyThreshold)
            {
                return result;
            }

            if (probe == most)
            {
                return HealthProbeResult.Warn($"it goes to and fro: {failed} of {probe} probes failed, the last said: {result.Message}");
            }

            await Task.Delay(check.Spec.Interval, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
