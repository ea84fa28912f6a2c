using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Makes an environment, or leaves nothing of it.</summary>
internal sealed class EnvironmentProvisioner(EnvironmentSessions sessions, Planner planner, PlanExecutor executor, LastLook lastLook, FailureFiles files, IOptions<EnvironmentManagerOptions> options, TimeProvider timeProvider)
{
    /// <param name="prepared">What is made.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="endsWithProcess">Whether the environment belongs to this process.</param>
    /// <param name="begun">Told the identifier before anything is made.</param>
    /// <param name="cancellationToken">Cancels, and what was made is rolled back.</param>
    public async Task<EnvironmentSession> ProvisionAsync(PreparedEnvironment prepared, string actor, bool endsWithProcess, Action<EnvironmentId> begun, CancellationToken cancellationToken)
    {
        EnvironmentSession session;
        try
        {
            session = await sessions.CreateAsync(prepared, actor, endsWithProcess, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Provisioning environment '{prepared.Plan.EnvironmentName}' was cancelled before anything was made.", exception, cancellationToken);
        }

        begun(session.Id);
        Operation operation = new(session, EnvironmentVerb.Provision, actor, timeProvider, cancellationToken) { Limit = prepared.Limit };
        await using ConfiguredAsyncDisposable _ = operation.ConfigureAwait(false);

        // The environment's record has begun: a caller who has cancelled by now still gets it closed, with nothing made.
        await operation.EnterAsync(options.Value.LeaseTimeout, CancellationToken.None).ConfigureAwait(false);
        await session.Lease.LetGoAsync().ConfigureAwait(false);
        if (operation.Snapshot.Status != EnvironmentStatus.Provisioning)
        {
            throw TerminatedBefore(session);
        }

        await MakeAsync(operation, prepared.Plan).ConfigureAwait(false);
        return session;
    }

    /// <summary>Makes what is missing of an environment that is Provisioning; where that fails, rolls it back.</summary>
    public async Task MakeAsync(Operation operation, EnvironmentPlan plan)
    {
        EnvironmentSpec spec = operation.Snapshot.Spec;
        operation.LimitTo(spec.Timeout);
        OnStepFailure onFailure = spec.OnFailure == FailurePolicy.Keep ? OnStepFailure.Finish : OnStepFailure.Cancel;
        PlanResult result = await executor.ExecuteAsync(plan, operation, onFailure, operation.Token).ConfigureAwait(false);
        result = result.Succeeded ? await lastLook.LookAsync(operation).ConfigureAwait(false) : result;
        if (!result.Succeeded)
        {
            throw await FailAsync(operation, result).ConfigureAwait(false);
        }

        await operation.AppendAsync(new ProvisioningSucceeded(operation.Elapsed)).ConfigureAwait(false);
    }

    /// <summary>Destroys what was made of an environment that is Provisioning.</summary>
    /// <param name="operation">The verb that it belongs to.</param>
    /// <param name="error">Why, in a sentence.</param>
    public async Task<EnvironmentSnapshot> RollBackAsync(Operation operation, string error)
    {
        ImmutableArray<ComponentName> rolledBack = await RollBackAsync(operation).ConfigureAwait(false);
        return await operation.AppendAsync(new ProvisioningFailed(error, rolledBack, [.. operation.Snapshot.Left])).ConfigureAwait(false);
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
        bool mayLook = operation.InterruptedBy is null && !operation.LostLease;
        IReadOnlyList<string> copied = mayLook ? await files.CopyAsync(operation).ConfigureAwait(false) : [];
        bool keep = operation.Snapshot.Spec.OnFailure == FailurePolicy.Keep && operation.InterruptedBy is null;
        ImmutableArray<ComponentName> rolledBack = keep ? [] : await RollBackAsync(operation).ConfigureAwait(false);
        ImmutableArray<ComponentName> left = [.. operation.Snapshot.Left];
        await operation.AppendAsync(new ProvisioningFailed(report.Summary, rolledBack, left)).ConfigureAwait(false);
        if (left.IsEmpty)
        {
            sessions.Forget(operation.Session.Id);
        }

        return report.ToException(rolledBack, left, copied);
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
