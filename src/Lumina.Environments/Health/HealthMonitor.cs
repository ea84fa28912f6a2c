using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Checks the environments that are up, journals what changed and has healed what fails. What goes wrong with one environment touches no other.</summary>
internal sealed class HealthMonitor(
    IEnvironmentManager manager,
    IJournalWriter journal,
    EnvironmentHealthEvaluator evaluator,
    EnvironmentHealer healer,
    OutOfReach outOfReach,
    IOptions<HealthMonitorOptions> options,
    ILogger<HealthMonitor> logger) : IDisposable
{
    public const string Actor = "lumina/health";

    private readonly SemaphoreSlim _slots = new(options.Value.MaximumParallelEnvironments);
    private readonly ConcurrentDictionary<EnvironmentId, Task> _atWork = new();

    /// <summary>Begins a check of each environment that is up. One whose last check is still at work is passed over, so that a slow one delays no other.</summary>
    public async Task BeginRoundAsync(CancellationToken cancellationToken)
    {
        await foreach (EnvironmentSnapshot environment in manager.QueryAsync(new EnvironmentQuery { Active = true }, cancellationToken).ConfigureAwait(false))
        {
            // What is out of reach here, another can heal.
            if (environment.IsUp && !_atWork.ContainsKey(environment.Id) && outOfReach.Find(environment) is null)
            {
                Task check = Task.Run(() => CheckSafelyAsync(environment, cancellationToken), CancellationToken.None);
                _atWork[environment.Id] = check;
                _ = check.ContinueWith(_ => _atWork.TryRemove(environment.Id, out Task? _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Completes when no check is at work.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_atWork.Values);

    public void Dispose() => _slots.Dispose();

    private async Task CheckSafelyAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken)
    {
        try
        {
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await CheckAsync(environment.Id, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The monitor is being stopped.
        }
        catch (EnvironmentLeaseLostException exception)
        {
            HealthLog.Elsewhere(logger, environment.Name, environment.Id, exception.Message);
        }
#pragma warning disable CA1031 // A failure in one environment must not stop the monitor of the others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            HealthLog.CheckFailed(logger, exception, environment.Name, environment.Id);
        }
    }

    private async Task CheckAsync(EnvironmentId environmentId, CancellationToken cancellationToken)
    {
        // As it is now: it may have waited for a slot.
        if (await manager.FindAsync(environmentId, cancellationToken).ConfigureAwait(false) is not { IsUp: true } environment)
        {
            return;
        }

        if (await LookAsync(environment, cancellationToken).ConfigureAwait(false) is not var (seen, health))
        {
            return;
        }

        bool healed = false;
        foreach (HealthCheckResult failing in HealingChoice.Of(seen, health))
        {
            healed |= await healer.HealAsync(seen, failing, cancellationToken).ConfigureAwait(false);
        }

        if (healed && await manager.FindAsync(environmentId, cancellationToken).ConfigureAwait(false) is { IsUp: true } again)
        {
            await LookAsync(again, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Checks all of an environment and journals what changed.</summary>
    /// <returns>The environment after that, with its health; null where a verb was at work on it before or meanwhile, so that the health is of something else.</returns>
    private async Task<(EnvironmentSnapshot Environment, EnvironmentHealth Health)?> LookAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken)
    {
        if (VerdictChanges.IsAtWork(environment))
        {
            return null;
        }

        EnvironmentHealth health = await evaluator.CheckAsync(environment, cancellationToken).ConfigureAwait(false);
        if (VerdictChanges.Between(environment, environment, health).Count == 0)
        {
            return (environment, health);
        }

        IReadOnlyList<EnvironmentEvent> news = [];
        EnvironmentSnapshot now = await journal.AppendAsync(
            environment.Id,
            Actor,
            present => news = VerdictChanges.Between(present, environment, health),
            cancellationToken).ConfigureAwait(false);
        if (news.Count == 0)
        {
            return null;
        }

        HealthLog.Changed(logger, environment.Name, environment.Id, health.Verdict, health.Score);
        return (now, health);
    }
}
