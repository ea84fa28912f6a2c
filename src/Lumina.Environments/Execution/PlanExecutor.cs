namespace Lumina.Environments;

/// <summary>Walks a plan: it orders and never acts. A step begins as soon as those before it are done; the walk ends when nothing runs and nothing can begin.</summary>
internal sealed class PlanExecutor(StepRunner runner)
{
    /// <summary>Carries a plan out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="operation">The verb that it belongs to.</param>
    /// <param name="onFailure">Whether the first failure ends the walk.</param>
    /// <param name="cancellationToken">Cancels the running steps and begins no new one.</param>
    public async Task<PlanResult> ExecuteAsync(EnvironmentPlan plan, Operation operation, OnStepFailure onFailure, CancellationToken cancellationToken)
    {
        using PlanWalk walk = new(plan, operation, runner, onFailure, cancellationToken);
        return await walk.RunAsync().ConfigureAwait(false);
    }
}
