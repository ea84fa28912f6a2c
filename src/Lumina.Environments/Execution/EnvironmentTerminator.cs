using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Ends an environment: interrupts what is at work on it, waits for its roll-back, then destroys the rest.</summary>
internal sealed class EnvironmentTerminator(EnvironmentSessions sessions, EnvironmentPausing pausing, Planner planner, PlanExecutor executor, ChangeCheck changes, OutOfReach outOfReach, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <param name="session">The environment.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="reason">Why.</param>
    /// <param name="unless">What keeps it from it, judged when its turn has come; null for nothing.</param>
    /// <exception cref="EnvironmentOvertakenException">It is not called for any more.</exception>
    public async Task<EnvironmentSnapshot> TerminateAsync(EnvironmentSession session, string actor, string reason, Func<EnvironmentSnapshot, string?>? unless = null)
    {
        while (true)
        {
            try
            {
                return await session.JoinTermination(() => Task.Run(() => RunAsync(session, actor, reason, unless), CancellationToken.None)).ConfigureAwait(false);
            }
            catch (EnvironmentOvertakenException) when (unless is null)
            {
                // It was somebody else's, who had a condition.
            }
        }
    }

    private async Task<EnvironmentSnapshot> RunAsync(EnvironmentSession session, string actor, string reason, Func<EnvironmentSnapshot, string?>? unless)
    {
        outOfReach.Refuse(session.Snapshot, EnvironmentVerb.Terminate);
        session.Interrupt(actor, spared: unless is null ? null : EnvironmentVerb.Extend);
        Operation operation = new(session, EnvironmentVerb.Terminate, actor, timeProvider, CancellationToken.None);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        await operation.EnterAsync(options.Value.TeardownTimeout, CancellationToken.None).ConfigureAwait(false);
        if (operation.Snapshot.Status == EnvironmentStatus.Terminated)
        {
            sessions.Forget(session.Id);
            return operation.Snapshot;
        }

        if (unless?.Invoke(operation.Snapshot) is { } overtaken)
        {
            throw new EnvironmentOvertakenException(operation.Snapshot, overtaken);
        }

        await changes.RequireSomeEndAsync(planner.Terminate(operation.Snapshot), operation).ConfigureAwait(false);
        await operation.AppendAsync(new TerminationStarted(reason)).ConfigureAwait(false);
        operation.LimitTo(options.Value.TeardownTimeout);
        await pausing.LetAllGoOnAsync(operation).ConfigureAwait(false);
        PlanResult result = await executor.ExecuteAsync(planner.Terminate(operation.Snapshot), operation, OnStepFailure.Continue, operation.Token).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            FailureReport report = new("Terminating", operation, result);
            await operation.AppendAsync(new TerminationFailed(report.Summary, [.. operation.Snapshot.Left])).ConfigureAwait(false);
            throw report.ToException(rolledBack: [], [.. operation.Snapshot.Left], files: []);
        }

        EnvironmentSnapshot terminated = await operation.AppendAsync(new EnvironmentTerminated()).ConfigureAwait(false);
        sessions.Forget(session.Id);
        return terminated;
    }
}
