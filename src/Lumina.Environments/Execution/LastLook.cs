using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Looks once more, when all of an environment is made, at what may have ended by itself while the rest was: nothing counts as made that is not there any more.</summary>
internal sealed class LastLook(ProviderRegistry providers, ComponentContexts contexts, TimeProvider timeProvider)
{
    /// <summary>What was ready less long ago was seen just now.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    /// <summary>Looks, at all at once.</summary>
    /// <returns>What has ended; each is in the journal as failed.</returns>
    public async Task<PlanResult> LookAsync(Operation operation)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        StepFailure?[] ended = await Task.WhenAll(operation.Snapshot.Components
            .Where(component => component.State == ComponentState.Up && now - component.ChangedAt > Fresh && IsToRun(operation.Snapshot, component.Name))
            .Select(component => FindEndAsync(operation, component, now))).ConfigureAwait(false);
        StepFailure[] failures = [.. ended.OfType<StepFailure>()];
        foreach (StepFailure failure in failures)
        {
            await operation.AppendAsync(new StepFailed(failure.Component, failure.Action, failure.Error, failure.Attempts, InDoubt: false)).ConfigureAwait(false);
        }

        return new PlanResult(failures, []);
    }

    private static bool IsToRun(EnvironmentSnapshot environment, ComponentName component) =>
        component.Kind != ComponentKinds.Service || environment.Spec.Services.Any(service => service.ComponentName == component && service.Run.IsAlways);

    private async Task<StepFailure?> FindEndAsync(Operation operation, ComponentSnapshot component, DateTimeOffset now)
    {
        if (providers.Find(component.Name.Kind, component.Provider)?.Provider is not IExitProvider provider)
        {
            return null;
        }

        using CancellationTokenSource bound = new(Bound, timeProvider);
        try
        {
            ComponentPresence presence = await Task.Run(() => provider.ObserveRequiredAsync(contexts.Create(operation.Session, component), bound.Token).AsTask(), CancellationToken.None)
                .WaitAsync(Bound, timeProvider, operation.Token).ConfigureAwait(false);
            return presence is { Exists: true, IsRunning: true } ? null : new StepFailure(
                component.Name,
                StepAction.Provision,
                $"it was ready, and has ended by itself while the rest was made: {(presence.Exists ? operation.Session.Redactor.Redact(presence.Detail ?? "not running") : "nothing is there any more")}")
            {
                Attempts = 1,
                Path = [component.Name],
                Elapsed = now - component.ChangedAt,
            };
        }
        catch (Exception)
        {
            // What can't be seen need not have ended: the checks of health go on from here.
            await bound.CancelAsync().ConfigureAwait(false);
            return null;
        }
    }
}
