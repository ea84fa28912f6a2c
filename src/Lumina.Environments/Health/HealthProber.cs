using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Makes one probe and answers in time, whatever the checker does: an error is a failure, unless it is a platform's, and a checker that ignores its token is left behind.</summary>
internal sealed class HealthProber(TimeProvider timeProvider)
{
    public async ValueTask<HealthProbeResult> ProbeAsync(SelectedCheck check, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<HealthProbeResult>? pending = null;
        try
        {
            ValueTask<HealthProbeResult> probe = check.Checker.ProbeAsync(check.Context, bounded.Token);
            if (probe.IsCompleted)
            {
                return await probe.ConfigureAwait(false);
            }

            pending = probe.AsTask();
            return await pending.WaitAsync(timeout, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutException) when (pending is { IsCompleted: false })
        {
            await bounded.CancelAsync().ConfigureAwait(false);
            string silence = $"no answer within {Durations.Text(timeout)} to {check.Describe()}";
            return check.Spec.Type == HealthCheckType.Presence ? HealthProbeResult.Unseen(silence) : HealthProbeResult.Fail(silence);
        }
        catch (ProviderException exception)
        {
            // A platform that does not answer says nothing about what is on it: that may run as before, and a restart could not mend it.
            return HealthProbeResult.Unseen($"{exception.Message.TrimEnd('.')} on {check.Describe()}");
        }
#pragma warning disable CA1031 // A checker is a stranger's code: whatever it throws says that the component could not be seen to work.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return HealthProbeResult.Fail($"{exception.Message.TrimEnd('.')} on {check.Describe()}");
        }
        finally
        {
            Forget(pending);
        }
    }

    /// <summary>A probe that was left behind may still fail; nobody is to be told.</summary>
    private static void Forget(Task? probe)
    {
        if (probe is { IsCompleted: false })
        {
            _ = probe.ContinueWith(static left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
