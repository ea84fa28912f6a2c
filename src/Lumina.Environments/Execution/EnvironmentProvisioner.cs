using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Makes an environment, or leaves nothing of it.</summary>
internal sealed class EnvironmentProvisioner(EnvironmentSessions sessions, Planner planner, PlanExecutor executor, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <param name="prepared">What is made.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="created">Told the identifier before anything is made; null for nobody.</param>
    /// <param name="cancellationToken">Cancels, and what was made is rolled back.</param>
    public async Task<EnvironmentSession> ProvisionAsync(PreparedEnvironment prepared, string actor, Action<EnvironmentId>? created, CancellationToken cancellationToken)
    {
        EnvironmentSession session = await sessions.CreateAsync(prepared, actor, cancellationToken).ConfigureAwait(false);
        created?.Invoke(session.Id);
        using Operation operation = new(session, EnvironmentVerb.Provision, actor, timeProvider, cancellationToken);

        // The environment's record has begun: a caller who has cancelled by now still gets it closed, with nothing made.
        await operation.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (operation.Snapshot.Status != EnvironmentStatus.Provisioning)
        {
            throw TerminatedBefore(session);
        }

        operation.LimitTo(prepared.Spec.Timeout);
        OnStepFailure onFailure = prepared.Spec.OnFailure == FailurePolicy.Keep ? OnStepFailure.Finish : OnStepFailure.Cancel;
        PlanResult result = await executor.ExecuteAsync(prepared.Plan, operation, onFailure, operation.Token).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw await FailAsync(operation, result).ConfigureAwait(false);
        }

        await operation.AppendAsync(new ProvisioningSucceeded(operation.Elapsed)).ConfigureAwait(false);
        return session;
    }

    private static EnvironmentException TerminatedBefore(EnvironmentSession session) =>
        new($"Environment '{session.Snapshot.Name}' ({session.Id}) was not provisioned: {session.TerminatedBy} terminated it before its first step.")
        {
            EnvironmentId = session.Id,
            EnvironmentName = session.Snapshot.Name,
        };

    private async Task<Exception> FailAsync(Operation operation, PlanResult result)
    {
        FailureReport report = new("Provisioning", operation, result);
        bool keep = operation.Snapshot.Spec.OnFailure == FailurePolicy.Keep && operation.InterruptedBy is null;
        ImmutableArray<ComponentName> rolledBack = keep ? [] : await RollBackAsync(operation).ConfigureAwait(false);
        ImmutableArray<ComponentName> left = [.. operation.Snapshot.Left];
        await operation.AppendAsync(new ProvisioningFailed(report.Summary, rolledBack, left)).ConfigureAwait(false);
        return report.ToException(rolledBack, left);
    }

    // A plan of its own, walked by the same executor. The caller's cancellation does not reach it: what was made must go.
    private async Task<ImmutableArray<ComponentName>> RollBackAsync(Operation operation)
    {
        using CancellationTokenSource bound = new(options.Value.TeardownTimeout, timeProvider);
        EnvironmentPlan teardown = planner.Terminate(operation.Snapshot);
        await executor.ExecuteAsync(teardown, operation, OnStepFailure.Continue, bound.Token).ConfigureAwait(false);
        return [.. teardown.Steps.Select(step => step.Component).Where(name => operation.Snapshot.Find(name) is { MayExist: false })];
    }
}
