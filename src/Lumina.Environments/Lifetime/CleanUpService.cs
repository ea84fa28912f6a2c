using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Has expired environments cleaned up for as long as the host runs.</summary>
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
            do
            {
                await CleanUpAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await cleaner.CleanUpAsync(manager, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // A store that does not answer now may do so the next time.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CleanUpLog.CleanUpFailed(logger, exception);
        }
    }
}
