namespace Lumina.Environments;

/// <summary>Tells whether an environment was left in the middle of something by a process that does not operate on it any more.</summary>
internal sealed class UnfinishedWork(IEnvironmentStore store, IProcessInspector processes, TimeProvider timeProvider)
{
    /// <summary>What was left unfinished, in a sentence; null where nothing was, or where somebody is at work on it.</summary>
    public async ValueTask<string?> FindAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken) =>
        Of(environment) is { } reason && !await IsAtWorkAsync(environment.Id, cancellationToken).ConfigureAwait(false) ? reason : null;

    /// <summary>The same, and what has failed with something left of it: whatever nobody has decided about.</summary>
    public async ValueTask<string?> FindUndecidedAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken) =>
        OfFailed(environment) is { } failed ? failed
        : await FindAsync(environment, cancellationToken).ConfigureAwait(false) is { } reason ? $"{reason}: recover it"
        : null;

    /// <summary>What has failed with something left of it, and waits for somebody's decision; null where that is not so, where somebody is at work on it, or where its own process lives and ends it.</summary>
    public async ValueTask<string?> FindFailedAsync(EnvironmentSnapshot environment, CancellationToken cancellationToken) =>
        OfFailed(environment) is { } failed && !environment.EndsWithProcess && !await IsAtWorkAsync(environment.Id, cancellationToken).ConfigureAwait(false) ? failed : null;

    /// <summary>What has failed with something left of it, why, and what to do; null where that is not so.</summary>
    public static string? OfFailed(EnvironmentSnapshot environment)
    {
        if (environment is not { IsActive: true, Status: EnvironmentStatus.Failed })
        {
            return null;
        }

        string[] errors = [.. environment.Left.Select(component => environment.Find(component)!.Error).OfType<string>().Distinct(StringComparer.Ordinal)];
        string why = errors.Length == 0 ? "" : $" ({string.Join("; ", errors)})";
        return $"it has failed, and of {string.Join(", ", environment.Left)} there may be something on a platform{why}: {WhatToDo(environment)}";
    }

    private static string WhatToDo(EnvironmentSnapshot environment) =>
        environment.FindHalfReset() is { } owed ? $"reset it, since {owed.Name} comes up with a reset alone, or terminate it"
        : environment.Components.All(component => component.MayExist) ? "restart what has failed, or terminate it"
        : "terminate it";

    /// <summary>What is unfinished, in a sentence, provided that nobody is at work on it; null where nothing is.</summary>
    public string? Of(EnvironmentSnapshot environment)
    {
        if (!environment.IsActive)
        {
            return null;
        }

        if (HasLostItsProcess(environment))
        {
            return $"{environment.Process}, to which it belonged, is gone";
        }

        return environment.Status switch
        {
            EnvironmentStatus.Provisioning or EnvironmentStatus.Starting or EnvironmentStatus.Stopping or EnvironmentStatus.Terminating =>
                $"it was left {environment.Status}, and nobody operates on it",
            _ when environment.IsUp && (environment.FindHalfReset() ?? environment.Components.FirstOrDefault(component => IsUnfinished(environment, component))) is { } component =>
                $"{component.Name} was left {(component.Unfinished is { } action ? $"in the middle of {action}" : $"{component.State}")}, and nobody operates on it",
            _ => null,
        };
    }

    /// <summary>Whether all of it is to be destroyed rather than brought to its state.</summary>
    public bool IsToEnd(EnvironmentSnapshot environment) => environment.Status == EnvironmentStatus.Terminating || (HasLostItsProcess(environment) && environment.Status != EnvironmentStatus.Provisioning);

    /// <summary>Whether a component of an environment that is up was left on its way. One that a restart could not start again because another had failed was not: it waits for that one to be healed or restarted, and starting it alone would fail.</summary>
    public static bool IsUnfinished(EnvironmentSnapshot environment, ComponentSnapshot component) =>
        component.MayExist && (component.Unfinished is not null || (component.State == ComponentState.Stopped && !NeedsBroken(environment, component)));

    private static bool NeedsBroken(EnvironmentSnapshot environment, ComponentSnapshot component) => component.DependsOn.Any(
        name => environment.Find(name) is { } needed && (needed.State is ComponentState.Failed or ComponentState.InDoubt || NeedsBroken(environment, needed)));

    /// <summary>Whether it is of no use any more, since its process is gone.</summary>
    public bool HasLostItsProcess(EnvironmentSnapshot environment) => environment is { EndsWithProcess: true, Process: { } process } && processes.IsAlive(process) == false;

    /// <summary>Breaks the leases of processes that are gone, also where they had nothing unfinished: they were killed before they could give them back.</summary>
    public async Task BreakLeasesOfTheDeadAsync(CancellationToken cancellationToken)
    {
        await foreach (EnvironmentLease lease in store.ListLeasesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (processes.IsAlive(lease.Holder) == false)
            {
                await store.BreakLeaseAsync(lease, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether somebody operates on an environment: a process that lives, this one included. Here a lease that has expired is one that could not be given back: who operates renews it.</summary>
    public async ValueTask<bool> IsAtWorkAsync(EnvironmentId id, CancellationToken cancellationToken) =>
        await store.FindLeaseAsync(id, cancellationToken).ConfigureAwait(false) is { } lease
        && (lease.Holder == processes.Current ? lease.ExpiresAt > timeProvider.GetUtcNow() : processes.IsAlive(lease.Holder) ?? lease.ExpiresAt > timeProvider.GetUtcNow());
}
