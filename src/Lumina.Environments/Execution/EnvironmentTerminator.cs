using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Ends an environment: interrupts what is at work on it, waits for its roll-back, then destroys the rest.</summary>
internal sealed class EnvironmentTerminator(EnvironmentSessions sessions, EnvironmentPausing pausing, Planner planner, PlanExecutor executor, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    public Task<EnvironmentSnapshot> TerminateAsync(EnvironmentSession session, string actor, string reason) =>
        session.JoinTermination(() => Task.Run(() => RunAsync(session, actor, reason), CancellationToken.None));

    private async Task<EnvironmentSnapshot> RunAsync(EnvironmentSession session, string actor, string reason)
    {
        session.Interrupt(actor);
        Operation operation = new(session, EnvironmentVerb.Terminate, actor, timeProvider, CancellationToken.None);
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);
        await operation.EnterAsync(options.Value.TeardownTimeout, CancellationToken.None).ConfigureAwait(false);
        if (operation.Snapshot.Status == EnvironmentStatus.Terminated)
        {
            sessions.Forget(session.Id);
            return operation.Snapshot;
        }

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
