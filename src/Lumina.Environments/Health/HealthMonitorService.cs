using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Has the health monitor make its rounds for as long as the host runs.</summary>
internal sealed class HealthMonitorService(
    HealthMonitor monitor,
    IOptions<HealthMonitorOptions> options,
    TimeProvider timeProvider,
    ILogger<HealthMonitorService> logger) : BackgroundService
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
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await BeginRoundAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }

        await monitor.WhenIdleAsync().ConfigureAwait(false);
    }

    private async Task BeginRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await monitor.BeginRoundAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // A store that does not answer now may do so at the next round.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HealthLog.RoundFailed(logger, exception);
        }
    }
}
