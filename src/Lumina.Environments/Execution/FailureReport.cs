using System.Text;

namespace Lumina.Environments;

/// <summary>Turns what came of a plan into an error: root causes, the way that led there, the last state, probe and lines, what was rolled back, what is left and what to do next.</summary>
internal sealed class FailureReport(string doing, Operation operation, PlanResult result)
{
    // As it was when the plan had ended: what comes during the roll-back is not the cause.
    private readonly string? _endedEarly = operation.EndedEarly;
    private readonly bool _wasOnlyCancelled = operation.CancelledByCaller && result.Failures.Count == 0;

    /// <summary>The cause in one line.</summary>
    public string Summary => result.Failures.Count > 0
        ? string.Join("; ", result.Failures.GroupBy(failure => failure.Error, StringComparer.Ordinal).Select(same => $"{Names(same)}: {same.Key}"))
        : _endedEarly ?? "it was cancelled";

    /// <summary>The error of a provisioning.</summary>
    /// <param name="rolledBack">What was taken away.</param>
    /// <param name="left">What could not be.</param>
    /// <param name="files">What was copied out of it before, a line each.</param>
    public Exception ToException(IReadOnlyList<ComponentName> rolledBack, IReadOnlyList<ComponentName> left, IReadOnlyList<string> files)
    {
        operation.Fail(Summary);
        if (_wasOnlyCancelled && left.Count == 0)
        {
            return new OperationCanceledException($"{doing} environment '{operation.Snapshot.Name}' was cancelled, and nothing of it is left.", operation.Caller);
        }

        return new EnvironmentException(Message(rolledBack, left, files))
        {
            EnvironmentId = operation.Session.Id,
            EnvironmentName = operation.Snapshot.Name,
            Failures = result.Failures,
            RolledBack = rolledBack,
            Left = left,
        };
    }

    /// <summary>The error of a stop, start or restart: all of the environment is wanted still, so that it says what is not up and how that is brought up.</summary>
    public EnvironmentException ToLifecycleException()
    {
        operation.Fail(Summary);
        StringBuilder text = Begin();
        AppendNames(text, "Not done because of that", result.Skipped);
        if (!AppendTermination(text))
        {
            EnvironmentSnapshot environment = operation.Snapshot;
            ComponentName[] notUp = [.. environment.Components.Where(component => component is { WasIntended: true, State: not (ComponentState.Up or ComponentState.Degraded) }).Select(component => component.Name)];
            text.Append(notUp.Length > 0 ? $"\n  Not up, or not known to be: {WithErrors(notUp)}." : "\n  Every component is up.");
            text.Append(environment.FindHalfReset() is { } owed
                ? $"\n  The environment is {environment.Status}: {owed.Name} comes up with a reset alone. Ask for one ({nameof(IEnvironmentManager.ResetAsync)}), or terminate it."
                : $"\n  The environment is {environment.Status}: restart its components when that is mended ({nameof(IEnvironmentManager.RestartAsync)}; what depends on one is restarted with it), or terminate it.");
        }

        return new EnvironmentException(text.ToString()) { EnvironmentId = operation.Session.Id, EnvironmentName = operation.Snapshot.Name, Failures = result.Failures };
    }

    /// <summary>The error of a reset: all of the environment is wanted still, so that it says what was reset, what is as it was, and what is between.</summary>
    public Exception ToResetException(EnvironmentPlan plan)
    {
        operation.Fail(Summary);
        ILookup<string, ComponentName> outcomes = operation.Snapshot.Components.Select(component => component.Name)
            .Where(name => plan.Steps.Any(step => step.Component == name) && !IsLeftToItsData(name)).ToLookup(OutcomeOfReset);
        string left = string.Concat(outcomes.Select(outcome => $"\n  {outcome.Key}: {string.Join(", ", outcome)}."));
        if (_wasOnlyCancelled && !outcomes.Contains(HalfReset) && !outcomes.Contains(NotDoneAgain))
        {
            return new OperationCanceledException($"Resetting environment '{operation.Snapshot.Name}' was cancelled. It is {operation.Snapshot.Status}.{left}", operation.Caller);
        }

        StringBuilder text = Begin().Append(left);
        if (!AppendTermination(text))
        {
            text.Append(operation.Snapshot.IsUp ? $"\n  The environment is {operation.Snapshot.Status}: reset it again when that is mended." : "\n  The environment is Failed until a reset succeeds: ask for one again when that is mended.");
        }

        return new EnvironmentException(text.ToString()) { EnvironmentId = operation.Session.Id, EnvironmentName = operation.Snapshot.Name, Failures = result.Failures };
    }

    /// <summary>The error of a scaling: all of the environment is there still.</summary>
    /// <param name="component">What was scaled.</param>
    /// <param name="before">How many there were of it.</param>
    /// <param name="isUndone">Whether there are as many again; null where nothing was changed.</param>
    public Exception ToScaleException(ComponentName component, int before, bool? isUndone)
    {
        operation.Fail(Summary);
        if (_wasOnlyCancelled && isUndone != false)
        {
            return new OperationCanceledException($"{doing} environment '{operation.Snapshot.Name}' was cancelled{(isUndone is null ? " before anything was changed" : ", and undone")}: there are {before} of {component}.", operation.Caller);
        }

        StringBuilder text = Begin();
        if (!AppendTermination(text))
        {
            text.Append(isUndone is null ? "\n  Nothing was changed." : isUndone.Value ? $"\n  It was undone: there are {before} of {component}." : $"\n  It could not be undone: {WithErrors([component])}. The environment is Failed until {component} is restarted, which brings it to {before}.");
        }

        return new EnvironmentException(text.ToString()) { EnvironmentId = operation.Session.Id, EnvironmentName = operation.Snapshot.Name, Failures = result.Failures };
    }

    private const string HalfReset = "Maybe half reset";
    private const string NotDoneAgain = "Its work is not done again";

    /// <summary>Whether what was done to a component is said of its data: nothing was done to the database itself.</summary>
    private bool IsLeftToItsData(ComponentName name) =>
        name.Kind == ComponentKinds.Database && !result.Failures.Any(failure => failure.Component == name) && operation.Snapshot.Find(ComponentName.Data(name.Name)) is not null;

    private string OutcomeOfReset(ComponentName name) => operation.Snapshot.IsUndone(operation.Snapshot.Find(name)!) ? NotDoneAgain
        : operation.Snapshot.Find(name)!.State is ComponentState.Failed or ComponentState.InDoubt ? HalfReset
        : result.Skipped.Contains(name) || result.Failures.Any(failure => failure.Component == name) ? "As before"
        : "Reset";

    private string Message(IReadOnlyList<ComponentName> rolledBack, IReadOnlyList<ComponentName> left, IReadOnlyList<string> files)
    {
        StringBuilder text = Begin();
        AppendNames(text, "Not done because of that", result.Skipped);
        if (files.Count > 0)
        {
            text.Append("\n  Files:").Append(string.Concat(files.Select(line => $"\n    {line}")));
        }

        AppendNames(text, "Rolled back", rolledBack);
        if (AppendTermination(text))
        {
            return text.ToString();
        }

        text.Append(left.Count == 0 ? "\n  Left: nothing."
            : WasKept ? $"\n  Kept for a look, as its spec says (onFailure): {WithErrors(left)}. {(operation.Snapshot.EndsWithProcess ? "It ends with this process, or when that disposes of it" : "Terminate the environment when you have seen enough")}."
            : $"\n  Left: {WithErrors(left)}. Terminate the environment to try to remove it again.");
        return text.ToString();
    }

    private bool WasKept => operation is { Verb: EnvironmentVerb.Provision, InterruptedBy: null } && operation.Snapshot.Spec.OnFailure == FailurePolicy.Keep;

    private StringBuilder Begin()
    {
        StringBuilder text = new($"{doing} environment '{operation.Snapshot.Name}' ({operation.Session.Id}) failed");
        text.Append(_endedEarly is { } ended ? $": {ended}." : ".");
        // What is the matter with a platform is told once for all that it keeps from being done.
        foreach (IGrouping<(StepAction, string, ComponentName?), StepFailure> same in result.Failures.GroupBy(failure => (failure.Action, failure.Error, HasDetails(failure) ? failure.Component : (ComponentName?)null)))
        {
            Append(text, [.. same]);
        }

        return text;
    }

    private bool AppendTermination(StringBuilder text)
    {
        bool terminates = operation.InterruptedBy is not null && operation.Verb != EnvironmentVerb.Provision;
        if (terminates)
        {
            text.Append("\n  What there is of it is destroyed by that termination.");
        }

        return terminates;
    }

    // What stands above already is not said again.
    private string WithErrors(IEnumerable<ComponentName> names) => string.Join(", ", names.GroupBy(name => operation.Snapshot.Find(name)?.Error, StringComparer.Ordinal)
        .Select(same => same.Key is { } error && !result.Failures.Any(failure => failure.Error == error) ? $"{string.Join(", ", same)} ({error})" : string.Join(", ", same)));

    private static string Names(IEnumerable<StepFailure> failures) => string.Join(", ", failures.Select(failure => failure.Component));

    private static bool HasDetails(StepFailure failure) => failure.LastState is not null || failure.LastProbe is not null || failure.LastLogLines.Count > 0;

    private static void Append(StringBuilder text, StepFailure[] same)
    {
        StepFailure failure = same.MaxBy(each => each.Elapsed)!;
        string attempts = failure.Attempts > 1 ? $" after {failure.Attempts} attempts" : "";
        text.Append($"\n  {Names(same)} ({failure.Action}){attempts} in {failure.Elapsed.TotalSeconds:0.0} s: {failure.Error}");
        if (failure.Path.Count > 1 && same.Length == 1)
        {
            text.Append($"\n    path: {string.Join(" -> ", failure.Path)}");
        }

        if (failure.LastState is not null)
        {
            text.Append($"\n    last state: {failure.LastState}");
        }

        if (failure.LastProbe is not null)
        {
            text.Append($"\n    last probe: {failure.LastProbe}");
        }

        if (failure.LastLogLines.Count > 0)
        {
            text.Append("\n    last log lines:");
            foreach (string line in failure.LastLogLines)
            {
                text.Append($"\n      {line}");
            }
        }
    }

    private static void AppendNames(StringBuilder text, string what, IReadOnlyList<ComponentName> names)
    {
        if (names.Count > 0)
        {
            text.Append($"\n  {what}: {string.Join(", ", names)}.");
        }
    }
}
