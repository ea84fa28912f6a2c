using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>Restarts components that fail, as often as their environment's policy allows, then gives the environment up as Failed. Each action is an event.</summary>
/// <remarks>Restarts are counted in the journal, so that a restart of this process does not forget them.</remarks>
internal sealed class EnvironmentHealer(
    IEnvironmentManager manager,
    IJournalWriter journal,
    EnvironmentHealthEvaluator evaluator,
    TimeProvider timeProvider,
    ILogger<EnvironmentHealer> logger)
{
    public const string Actor = "lumina/healing";

    /// <summary>Heals one component whose check fails.</summary>
    /// <param name="environment">The environment as it was seen, its failure journaled.</param>
    /// <param name="failing">The check.</param>
    /// <param name="cancellationToken">Cancels a restart that is under way.</param>
    /// <returns>Whether it was tried, so that the environment is worth another look.</returns>
    public async Task<bool> HealAsync(EnvironmentSnapshot environment, HealthCheckResult failing, CancellationToken cancellationToken)
    {
        HealingPolicy policy = environment.Spec.Healing;
        if (policy.MaximumRestarts == 0)
        {
            return false;
        }

        int restarts = await CountRestartsAsync(environment.Id, failing.Component, timeProvider.GetUtcNow() - policy.Window, cancellationToken).ConfigureAwait(false);
        if (restarts >= policy.MaximumRestarts)
        {
            string error = $"{failing.Component} fails ({failing.Message}) and a restart was tried {(restarts == 1 ? "once" : $"{restarts} times")} within {Durations.Text(policy.Window)}, as often as its healing policy allows (healing.maximumRestarts).";
            if (await AppendAsync(environment, failing.Component, new EnvironmentFailed(error), cancellationToken).ConfigureAwait(false))
            {
                HealthLog.GivenUp(logger, environment.Name, environment.Id, error);
            }

            return false;
        }

        HealingStarted started = new(failing.Component, restarts + 1, policy.MaximumRestarts);
        return await AppendAsync(environment, failing.Component, started, cancellationToken).ConfigureAwait(false)
            && await RestartAsync(environment, started, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> RestartAsync(EnvironmentSnapshot environment, HealingStarted started, CancellationToken cancellationToken)
    {
        HealthLog.Healing(logger, started.Component, environment.Name, environment.Id, started.Restart, started.MaximumRestarts);
        string? error;
        try
        {
            EnvironmentSnapshot restarted = await RestartUnlessChangedAsync(environment, started.Component, cancellationToken).ConfigureAwait(false);
            HealthCheckResult check = await evaluator.CheckAsync(restarted, started.Component, cancellationToken).ConfigureAwait(false);
            error = check.Outcome == HealthOutcome.Fail ? $"it was restarted and still fails: {check.Message}" : null;
        }
        catch (Exception exception) when (exception is InvalidEnvironmentStateException or EnvironmentNotFoundException)
        {
            // Somebody stopped or terminated it in between: there is nothing to heal any more.
            HealthLog.HealingOverruled(logger, started.Component, environment.Name, environment.Id, exception.Message);
            return false;
        }
#pragma warning disable CA1031 // Whatever went wrong is the outcome of the healing, and goes into the journal as such.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception is OperationCanceledException ? "the restart was cancelled: the monitor is being stopped" : exception.Message;
        }

        ComponentEvent outcome = error is null ? new HealingSucceeded(started.Component) : new HealingFailed(started.Component, error);
        HealthLog.Healed(logger, started.Component, environment.Name, environment.Id, error ?? "it passes again");

        // The outcome is written even while the monitor is being stopped: the journal must not say that it is still healing.
        await journal.AppendAsync(environment.Id, Actor, snapshot => snapshot.IsUp ? [outcome] : [], CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    /// <returns>The environment after the restart: this one, or what somebody else has done to the component while this one waited for its turn.</returns>
    private async Task<EnvironmentSnapshot> RestartUnlessChangedAsync(EnvironmentSnapshot seen, ComponentName component, CancellationToken cancellationToken)
    {
        try
        {
            IEnvironmentManager healing = (manager as IActingManager)?.ActingAs(
                Actor, "its health check fails", now => now.Find(component) is { } present && !VerdictChanges.HasChanged(present, seen) ? null : $"{component} is no longer as it was when it failed") ?? manager;
            return await healing.RestartAsync(seen.Id, component, cancellationToken).ConfigureAwait(false);
        }
        catch (EnvironmentOvertakenException)
        {
            return await manager.FindAsync(seen.Id, cancellationToken).ConfigureAwait(false) ?? throw new EnvironmentNotFoundException($"Environment '{seen.Name}' is gone.") { EnvironmentId = seen.Id, EnvironmentName = seen.Name };
        }
    }

    private async Task<int> CountRestartsAsync(EnvironmentId environmentId, ComponentName component, DateTimeOffset since, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (EnvironmentEvent happened in manager.ReadEventsAsync(environmentId, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            count += happened is HealingStarted started && started.Component == component && started.Time > since ? 1 : 0;
        }

        return count;
    }

    /// <summary>Appends unless another verb is, or was, at work on the component since it was seen, or the environment is no longer up.</summary>
    private async Task<bool> AppendAsync(EnvironmentSnapshot seen, ComponentName component, EnvironmentEvent @event, CancellationToken cancellationToken)
    {
        bool appended = false;
        await journal.AppendAsync(
            seen.Id,
            Actor,
            now => (appended = now.IsUp && !VerdictChanges.IsAtWork(now) && now.Find(component) is { } present && !VerdictChanges.HasChanged(present, seen)) ? [@event] : [],
            cancellationToken).ConfigureAwait(false);
        return appended;
    }
}
