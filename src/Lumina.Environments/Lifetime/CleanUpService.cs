using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Has what dead processes left unfinished taken up, expired environments terminated and orphans swept, for as long as the host runs. Each has a beat of its own: one that takes long keeps no other.</summary>
internal sealed class CleanUpService(
    CleanUpRounds rounds,
    IEnvironmentManager manager,
    IOptions<CleanUpOptions> options,
    TimeProvider timeProvider,
    ILogger<CleanUpService> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !options.Value.Enabled ? Task.CompletedTask : Task.WhenAll(
        RepeatAsync("recovery", options.Value.Interval, () => manager.RecoverAsync(stoppingToken), stoppingToken),
        RepeatAsync("clean-up of expired environments", options.Value.Interval, () => rounds.BeginAsync(manager, stoppingToken), stoppingToken),
        RepeatAsync("sweep for orphans", options.Value.SweepInterval, () => manager.SweepAsync(options: null, stoppingToken), stoppingToken));

    private async Task RepeatAsync(string what, TimeSpan interval, Func<Task> action, CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(interval, timeProvider);
        try
        {
            // At once: what expired while no process ran has waited long enough.
            do
            {
                await TryAsync(what, action, stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
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
