using System.Collections.Concurrent;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Takes up what a process that is gone has left: provisioning is rolled back or resumed, termination is finished, start and stop are brought to a state that is true.</summary>
internal sealed partial class EnvironmentRecovery(
    EnvironmentSessions sessions,
    UnfinishedWork unfinished,
    EnvironmentProvisioner provisioner,
    EnvironmentTerminator terminator,
    EnvironmentLifecycle lifecycle,
    EnvironmentAttachment attachment,
    ComponentObserver observer,
    JournalReader journals,
    Planner planner,
    ProviderRegistry providers,
    IOptions<EnvironmentManagerOptions> options,
    TimeProvider timeProvider,
    ILogger<EnvironmentRecovery> logger)
{
    public const string Actor = "lumina/recovery";

    /// <summary>Recovers those of the environments that need it. One that cannot be recovered does not keep the others.</summary>
    /// <param name="environments">The environments of which something may be on a platform.</param>
    /// <param name="cancellationToken">Cancels what is being made or started anew, and begins nothing more; what is being destroyed goes on.</param>
    public async Task<RecoveryReport> RecoverAsync(IAsyncEnumerable<EnvironmentSnapshot> environments, CancellationToken cancellationToken)
    {
        ConcurrentBag<RecoveredEnvironment> recovered = [];
        ConcurrentDictionary<EnvironmentId, string> undecided = new();
        List<Task> recoveries = [];
        await foreach (EnvironmentSnapshot environment in environments.ConfigureAwait(false))
        {
            if (await unfinished.FindAsync(environment, cancellationToken).ConfigureAwait(false) is not null)
            {
                recoveries.Add(RecoverAsync(environment, recovered, undecided, cancellationToken));
            }
            else if (await unfinished.FindFailedAsync(environment, cancellationToken).ConfigureAwait(false) is { } failed)
            {
                undecided[environment.Id] = $"'{environment.Name}': {failed}";
            }
        }

        await Task.WhenAll(recoveries).ConfigureAwait(false);
        await unfinished.BreakLeasesOfTheDeadAsync(cancellationToken).ConfigureAwait(false);
        await sessions.ForgetEndedAsync(cancellationToken).ConfigureAwait(false);
        return new RecoveryReport([.. recovered.OrderBy(environment => environment.Id)], undecided);
    }

    private async Task RecoverAsync(EnvironmentSnapshot environment, ConcurrentBag<RecoveredEnvironment> recovered, ConcurrentDictionary<EnvironmentId, string> undecided, CancellationToken cancellationToken)
    {
        if (NotToBeTouched(environment) is { } stranger)
        {
            undecided[environment.Id] = $"'{environment.Name}': {stranger}";
            return;
        }

        try
        {
            if (await TakeUpAsync(environment.Id, cancellationToken).ConfigureAwait(false) is not var (reason, after))
            {
                return;
            }

            if (UnfinishedWork.OfFailed(after) is { } failed)
            {
                undecided[after.Id] = $"'{after.Name}': {reason}; {failed}";
                LogUndecided(logger, after.Name, after.Id, failed);
            }
            else
            {
                recovered.Add(new RecoveredEnvironment(after.Id, after.Name, reason, after.Status, [.. after.Left]));
            }
        }
        catch (EnvironmentException exception) when (exception is EnvironmentLeaseHeldException or EnvironmentLeaseLostException or EnvironmentNotFoundException)
        {
            // Somebody else has taken it up, or has ended it, since it was looked at.
            LogElsewhere(logger, environment.Name, environment.Id, exception.Message);
        }
        catch (EnvironmentException exception)
        {
            undecided[environment.Id] = exception.Message;
            LogUndecided(logger, environment.Name, environment.Id, exception.Message);
        }
#pragma warning disable CA1031 // Whatever is wrong with one environment must not keep the others.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            string unexpected = $"{exception.GetType().Name}: {exception.Message}";
            undecided[environment.Id] = unexpected;
            LogUndecided(logger, environment.Name, environment.Id, unexpected);
        }
    }

    // Whose provider is not known here can neither be looked at nor destroyed: it is kept for a process that knows it.
    private string? NotToBeTouched(EnvironmentSnapshot environment)
    {
        ComponentSnapshot? stranger = environment.Components.FirstOrDefault(component => component.MayExist && providers.Find(component.Name.Kind, component.Provider) is null);
        return stranger is null ? null : $"{stranger.Name} was made by provider '{stranger.Provider}', which is not registered here: recover the environment in a process that has it.";
    }

    private async Task<(string Reason, EnvironmentSnapshot After)?> TakeUpAsync(EnvironmentId id, CancellationToken cancellationToken)
    {
        EnvironmentSession session = await sessions.FindAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new EnvironmentNotFoundException($"There is no environment {id} any more.") { EnvironmentId = id };

        // Until it destroys it heeds the token itself, and takes back what it has made.
        TaskCompletionSource destroying = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<(string Reason, EnvironmentSnapshot After)?> taking = TakeUpAsync(session, destroying, cancellationToken);
        await Task.WhenAny(taking, destroying.Task).ConfigureAwait(false);
        await ((Task)taking.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (taking.IsCompleted)
        {
            return await taking.ConfigureAwait(false);
        }

        _ = TellAsync(taking, session.Snapshot);
        string next = $"what is left of it is destroyed in this process still; where that ends before, {nameof(IEnvironmentManager.TerminateAsync)} or {nameof(IEnvironmentManager.RecoverAsync)} of any process finishes it";
        throw new OperationCanceledException($"Waiting for the recovery of environment '{session.Snapshot.Name}' ({id}) was cancelled: {next}.", cancellationToken);
    }

    /// <summary>Logs what nobody waits for any more where it fails.</summary>
    private async Task TellAsync(Task<(string Reason, EnvironmentSnapshot After)?> taking, EnvironmentSnapshot environment)
    {
        try
        {
            if (await taking.ConfigureAwait(false) is var (_, after) && UnfinishedWork.OfFailed(after) is { } failed)
            {
                LogUndecided(logger, after.Name, after.Id, failed);
            }
        }
#pragma warning disable CA1031 // Nobody is there to throw it to.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUndecided(logger, environment.Name, environment.Id, exception.Message);
        }
    }

    private async Task<(string Reason, EnvironmentSnapshot After)?> TakeUpAsync(EnvironmentSession session, TaskCompletionSource destroying, CancellationToken cancellationToken)
    {
        Operation operation = new(session, EnvironmentVerb.Recover, Actor, timeProvider, cancellationToken);
        string reason;
        await using (operation.ConfigureAwait(false))
        {
            await operation.EnterAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (unfinished.Of(operation.Snapshot) is not { } found)
            {
                return null;
            }

            reason = found;
            LogRecovering(logger, operation.Snapshot.Name, session.Id, reason);
            if (!unfinished.IsToEnd(operation.Snapshot))
            {
                await operation.AppendAsync(new RecoveryStarted(reason)).ConfigureAwait(false);
                await FinishAsync(operation, reason, destroying).ConfigureAwait(false);
                return (reason, session.Snapshot);
            }
        }

        destroying.SetResult();
        await terminator.TerminateAsync(session, Actor, reason).ConfigureAwait(false);
        return (reason, session.Snapshot);
    }

    private Task FinishAsync(Operation operation, string reason, TaskCompletionSource destroying) => operation.Snapshot switch
    {
        { Status: EnvironmentStatus.Provisioning, Spec.OnInterruption: InterruptionPolicy.Resume } environment when !unfinished.HasLostItsProcess(environment) => AttachedAsync(operation, ResumeAsync),
        { Status: EnvironmentStatus.Provisioning } => RollBackAsync(operation, reason, destroying),
        { Status: EnvironmentStatus.Stopping } => lifecycle.FinishStopAsync(operation),
        { Status: EnvironmentStatus.Starting } => AttachedAsync(operation, lifecycle.FinishStartAsync),
        _ => AttachedAsync(operation, lifecycle.RepairAsync),
    };

    // A process that died as it rolled back had a cause, which is the environment's still. What failed first is it: others were cancelled because of that.
    private async Task RollBackAsync(Operation operation, string reason, TaskCompletionSource destroying)
    {
        StepFailed? cause = await journals.ReadAsync(operation.Session.Id, fromSequence: 1, follow: false, operation.Token)
            .OfType<StepFailed>().FirstOrDefaultAsync(failed => failed.Action == StepAction.Provision, operation.Token).ConfigureAwait(false);
        destroying.SetResult();
        await provisioner.RollBackAsync(operation, cause is null ? reason : $"{cause.Component}: {cause.Error} ({reason})").ConfigureAwait(false);
    }

    // What is made or started may refer to what held in the process that is gone.
    private async Task AttachedAsync(Operation operation, Func<Operation, Task> finish)
    {
        await attachment.AttachAsync(operation.Session, operation.Token).ConfigureAwait(false);
        await finish(operation).ConfigureAwait(false);
    }

    private async Task ResumeAsync(Operation operation)
    {
        HashSet<ComponentName> there = [];
        HashSet<ComponentName> gone = [];
        foreach (ComponentSnapshot component in operation.Snapshot.Components.Where(component => component.State == ComponentState.Up))
        {
            // What ended with the process that made it is made anew.
            switch (await LookAsync(operation, component.Name).ConfigureAwait(false))
            {
                case { IsRunning: true }:
                    there.Add(component.Name);
                    break;
                case { Exists: false }:
                    gone.Add(component.Name);
                    break;
            }
        }

        await provisioner.MakeAsync(operation, planner.Resume(operation.Snapshot, there, gone)).ConfigureAwait(false);
    }

    // What cannot be seen is provisioned again: that adopts what is there under the component's external name.
    private async Task<ComponentPresence?> LookAsync(Operation operation, ComponentName component)
    {
        try
        {
            Task<ComponentPresence> looking = Task.Run(() => observer.ObserveAsync(operation.Snapshot, component, operation.Token).AsTask(), CancellationToken.None);
            return await looking.WaitAsync(options.Value.StepTimeout, timeProvider, operation.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ProviderException or TimeoutException)
        {
            LogUnseen(logger, component, operation.Snapshot.Name, operation.Session.Id, operation.Session.Redactor.Redact(exception.Message));
            return null;
        }
    }

    [LoggerMessage(EventId = 210, Level = LogLevel.Information, Message = "{Environment} ({EnvironmentId}) is recovered: {Reason}")]
    private static partial void LogRecovering(ILogger logger, string environment, EnvironmentId environmentId, string reason);

    [LoggerMessage(EventId = 211, Level = LogLevel.Debug, Message = "{Environment} ({EnvironmentId}) is not recovered here: {Reason}")]
    private static partial void LogElsewhere(ILogger logger, string environment, EnvironmentId environmentId, string reason);

    [LoggerMessage(EventId = 212, Level = LogLevel.Warning, Message = "{Environment} ({EnvironmentId}) could not be recovered and is kept: {Reason}")]
    private static partial void LogUndecided(ILogger logger, string environment, EnvironmentId environmentId, string reason);

    [LoggerMessage(EventId = 213, Level = LogLevel.Warning, Message = "{Component} of {Environment} ({EnvironmentId}) could not be looked at and is provisioned again: {Reason}")]
    private static partial void LogUnseen(ILogger logger, ComponentName component, string environment, EnvironmentId environmentId, string reason);
}
