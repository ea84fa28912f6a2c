using System.Diagnostics;

namespace Lumina.Environments;

/// <summary>The name under which traces and measurements are found: a span for each verb and one for each step, so that a viewer shows provisioning as a waterfall.</summary>
public static class EnvironmentTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>: <c>Lumina.Environments</c>.</summary>
    public const string SourceName = "Lumina.Environments";

    private static readonly ActivitySource Source = new(SourceName);

    internal static Activity? StartOperation(EnvironmentVerb verb, EnvironmentSnapshot environment)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? activity = Source.StartActivity($"{verb} {environment.Name}");
        activity?.SetTag("lumina.environment.id", environment.Id.Value);
        activity?.SetTag("lumina.environment.name", environment.Name);
        activity?.SetTag("lumina.environment.owner", environment.Owner);
        return activity;
    }

    internal static Activity? StartStep(PlanStep step, Operation operation)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? activity = Source.StartActivity($"{step.Action} {step.Component}", ActivityKind.Internal, operation.TraceContext);
        activity?.SetTag("lumina.environment.id", operation.Session.Id.Value);
        activity?.SetTag("lumina.component", step.Component.ToString());
        activity?.SetTag("lumina.provider", step.Provider);
        return activity;
    }
}
