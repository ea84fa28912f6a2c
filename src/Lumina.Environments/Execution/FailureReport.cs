using System.Text;

namespace Lumina.Environments;

/// <summary>Turns what came of a plan into an error: root causes, the way that led there, the last state, probe and lines, what was rolled back, what is left and what to do next.</summary>
internal sealed class FailureReport(string doing, Operation operation, PlanResult result)
{
    /// <summary>The cause in one line.</summary>
    public string Summary => result.Failures.Count > 0
        ? string.Join("; ", result.Failures.Select(failure => $"{failure.Component}: {failure.Error}"))
        : operation.EndedEarly ?? "it was cancelled";

    public Exception ToException(IReadOnlyList<ComponentName> rolledBack, IReadOnlyList<ComponentName> left)
    {
        operation.Fail(Summary);
        if (operation.CancelledByCaller && left.Count == 0)
        {
            return new OperationCanceledException($"{doing} environment '{operation.Snapshot.Name}' was cancelled, and nothing of it is left.", operation.Caller);
        }

        return new EnvironmentException(Message(rolledBack, left))
        {
            EnvironmentId = operation.Session.Id,
            EnvironmentName = operation.Snapshot.Name,
            Failures = result.Failures,
            RolledBack = rolledBack,
            Left = left,
        };
    }

    private string Message(IReadOnlyList<ComponentName> rolledBack, IReadOnlyList<ComponentName> left)
    {
        StringBuilder text = new($"{doing} environment '{operation.Snapshot.Name}' ({operation.Session.Id}) failed");
        text.Append(operation.EndedEarly is { } ended ? $": {ended}." : ".");
        foreach (StepFailure failure in result.Failures)
        {
            Append(text, failure);
        }

        AppendNames(text, "Not done because of that", result.Skipped);
        AppendNames(text, "Rolled back", rolledBack);
        text.Append(left.Count == 0 ? "\n  Left: nothing." : $"\n  Left: {string.Join(", ", left)}. Terminate the environment to try to remove it again.");
        return text.ToString();
    }

    private static void Append(StringBuilder text, StepFailure failure)
    {
        string attempts = failure.Attempts > 1 ? $" after {failure.Attempts} attempts" : "";
        text.Append($"\n  {failure.Component} ({failure.Action}){attempts} in {failure.Elapsed.TotalSeconds:0.0} s: {failure.Error}");
        if (failure.Path.Count > 1)
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
