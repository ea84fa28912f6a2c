using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Has what dead processes left unfinished taken up, expired environments terminated and orphans swept, for as long as the host runs.</summary>
internal sealed class CleanUpService(
    ExpiryCleaner cleaner,
    IEnvironmentManager manager,
    IOptions<CleanUpOptions> options,
    TimeProvider timeProvider,
    ILogger<CleanUpService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        using PeriodicTimer timer = new(options.Value.Interval, timeProvider);
        try
        {
            // At once: what expired while no process ran has waited long enough.
            long? swept = null;
            do
            {
                bool sweeps = swept is null || timeProvider.GetElapsedTime(swept.Value) >= options.Value.SweepInterval;
                swept = sweeps ? timeProvider.GetTimestamp() : swept;
                await CleanUpAsync(sweeps, stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task CleanUpAsync(bool sweeps, CancellationToken cancellationToken)
    {
        await TryAsync("recovery", () => manager.RecoverAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        await TryAsync("clean-up of expired environments", () => cleaner.CleanUpAsync(manager, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (sweeps)
        {
            await TryAsync("sweep for orphans", () => manager.SweepAsync(options: null, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(string what, Func<Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // A store that does not answer now may do so the next time.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CleanUpLog.CleanUpFailed(logger, exception, what);
        }
    }
}
