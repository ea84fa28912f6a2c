
namespace Lumina.Environments;

/// <summary>One walk through one plan.</summary>
internal sealed class PlanWalk : IDisposable
{
    private readonly EnvironmentPlan _plan;
    private readonly Operation _operation;
    private readonly StepRunner _runner;
    private readonly OnStepFailure _onFailure;
    private readonly CancellationTokenSource _cancellation;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly int[] _waitingFor;
    private readonly int[] _lastBefore;
    private readonly List<int>?[] _after; // null where nothing waits for a step
    private readonly bool[] _succeeded;
    private readonly List<StepFailure> _failures = [];
    private Exception? _fault;
    private bool _stopped;
    private int _running;

    public PlanWalk(EnvironmentPlan plan, Operation operation, StepRunner runner, OnStepFailure onFailure, CancellationToken cancellationToken)
    {
        (_plan, _operation, _runner, _onFailure) = (plan, operation, runner, onFailure);
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _waitingFor = [.. plan.Steps.Select(step => step.After.Length)];
        _lastBefore = new int[plan.Steps.Length];
        Array.Fill(_lastBefore, -1);
        _succeeded = new bool[plan.Steps.Length];
        _after = new List<int>?[plan.Steps.Length];
        foreach (PlanStep step in plan.Steps)
        {
            foreach (int before in step.After)
            {
                (_after[before] ??= []).Add(step.Index);
            }
        }
    }

    public async Task<PlanResult> RunAsync()
    {
        // The walk itself counts as running until every first step has begun, so that it cannot end before.
        _running = 1;
        foreach (PlanStep step in _plan.Steps.Where(step => step.After.IsEmpty))
        {
            Begin(step);
        }

        End();
        await _done.Task.ConfigureAwait(false);
        if (_fault is EnvironmentLeaseLostException lost)
        {
            throw new EnvironmentLeaseLostException($"'{_plan.EnvironmentName}': {lost.Message} What this process did to the environment it has stopped: who holds the lease goes on with it, else {nameof(IEnvironmentManager)}.{nameof(IEnvironmentManager.RecoverAsync)} takes it up.")
            {
                EnvironmentId = _operation.Session.Id,
                EnvironmentName = _plan.EnvironmentName,
                Left = [.. _operation.Snapshot.Left],
            };
        }

        return _fault is null
            ? new PlanResult(_failures, [.. _plan.Steps.Where(step => !_succeeded[step.Index] && !_failures.Any(failure => failure.Component == step.Component)).Select(step => step.Component).Distinct()])
            : throw new EnvironmentException($"The journal of environment '{_plan.EnvironmentName}' could not be written, so nothing more was asked of a platform: {_fault.Message} Terminate the environment to remove what is left of it.", _fault) { EnvironmentId = _operation.Session.Id, EnvironmentName = _plan.EnvironmentName, Left = [.. _operation.Snapshot.Left] };
    }

    public void Dispose() => _cancellation.Dispose();

    private void Begin(PlanStep step)
    {
        lock (_lock)
        {
            if (_stopped || _cancellation.IsCancellationRequested)
            {
                return;
            }

            _running++;
        }

        _ = RunAsync(step);
    }

    private async Task RunAsync(PlanStep step)
    {
        try
        {
            StepResult result = await _runner.RunAsync(step, _operation, _cancellation.Token).ConfigureAwait(false);
            Complete(step, result);
        }
        catch (Exception exception)
        {
            // A step's own failure is a result; only the journal throws, and without it nothing may be asked of a platform.
            Stop(exception);
        }
        finally
        {
            End();
        }
    }

    private void Complete(PlanStep step, StepResult result)
    {
        List<PlanStep> ready = [];
        lock (_lock)
        {
            _succeeded[step.Index] = result.Succeeded;
            if (result.Failure is not null)
            {
                _failures.Add(result.Failure with { Path = PathTo(step.Index) });
            }

            if (!result.Succeeded && _onFailure != OnStepFailure.Continue)
            {
                _stopped = true;
            }

            foreach (int next in _after[step.Index] ?? [])
            {
                _lastBefore[next] = step.Index;
                if (--_waitingFor[next] == 0)
                {
                    ready.Add(_plan.Steps[next]);
                }
            }
        }

        if (!result.Succeeded && _onFailure == OnStepFailure.Cancel)
        {
            // On the pool: what the cancelled steps do next is not for the step that failed to carry out.
            _ = _cancellation.CancelAsync();
        }

        foreach (PlanStep next in ready)
        {
            Begin(next);
        }
    }

    // The way that took longest: from the failed step back over the predecessor that finished last.
    private List<ComponentName> PathTo(int index)
    {
        // What was taken down before others were brought up is no reason for what these come to.
        bool takesDown = TakesDown(index);
        List<ComponentName> path = [];
        for (int at = index; at >= 0 && TakesDown(at) == takesDown; at = _lastBefore[at])
        {
            path.Insert(0, _plan.Steps[at].Component);
        }

        return path;
    }

    private bool TakesDown(int index) => _plan.Steps[index].Action is StepAction.Stop or StepAction.Destroy;

    private void Stop(Exception exception)
    {
        lock (_lock)
        {
            _fault ??= exception;
            _stopped = true;
        }

        _ = _cancellation.CancelAsync();
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_running > 0)
            {
                return;
            }
        }

        _done.TrySetResult();
    }
}
