using System.Diagnostics;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments;

/// <summary>Carries out one step: permit, intent, call, outcome. The intent is durable before the platform is asked for anything.</summary>
internal sealed partial class StepRunner(
    ProviderRegistry providers,
    ProviderLimits limits,
    StepRetry retry,
    StepDiagnosis diagnosis,
    ComponentContexts contexts,
    EnvironmentMetrics metrics,
    ILogger<StepRunner> logger,
    TimeProvider timeProvider)
{
    public async ValueTask<StepResult> RunAsync(PlanStep step, Operation operation, CancellationToken cancellationToken)
    {
        if (await limits.TryEnterAsync(step, cancellationToken).ConfigureAwait(false) is not { } permit)
        {
            return StepResult.Cancelled;
        }

        using (permit)
        using (Activity? span = EnvironmentTelemetry.StartStep(step, operation))
        {
            if (providers.Find(step.Component.Kind, step.Provider) is not { } binding)
            {
                return new StepResult(Succeeded: false, new StepFailure(step.Component, step.Action, $"provider '{step.Provider}' is not registered here: register it, then try again"));
            }

            long started = timeProvider.GetTimestamp();
            await IntendAsync(step, operation).ConfigureAwait(false);
            StepAttempts attempts = new(step, operation, binding);
            StepResult result;
            try
            {
                ComponentOutputs outputs = await retry.RunAsync(attempts, cancellationToken).ConfigureAwait(false);
                await RecordAsync(attempts, outputs, timeProvider.GetElapsedTime(started)).ConfigureAwait(false);
                result = StepResult.Success;
            }
            catch (StepException exception)
            {
                result = await FailAsync(attempts, exception, timeProvider.GetElapsedTime(started), cancellationToken).ConfigureAwait(false);
                span?.SetStatus(ActivityStatusCode.Error, result.Failure?.Error ?? "cancelled");
            }

            metrics.StepEnded(step, result, timeProvider.GetElapsedTime(started));
            return result;
        }
    }

    private async Task IntendAsync(PlanStep step, Operation operation)
    {
        ComponentSnapshot component = operation.Snapshot.Find(step.Component)!;
        LogIntent(logger, operation.Snapshot.Name, step.Action, step.Component, step.Provider, component.ExternalName);
        KeyValuePair<string, Secret>[] credentials = step.Action == StepAction.Provision ? contexts.Credentials(operation.Session, step.Component) : [];
        StepIntended intent = new(step.Component, step.Action, step.Provider, component.ExternalName, component.Location)
        {
            Credentials = [.. credentials.Select(credential => credential.Key)],
            Count = step.Count,
        };
        await operation.Session.Journal.AppendAsync(new JournalAppend(operation.Actor, intent) { Secrets = credentials }).ConfigureAwait(false);

        // Not before: known here and not in the store, they would be in no later commit either.
        operation.Session.Remember(credentials);
    }

    private static Task<EnvironmentSnapshot> RecordAsync(StepAttempts attempts, ComponentOutputs outputs, TimeSpan elapsed)
    {
        ComponentName component = attempts.Step.Component;
        ComponentOutputs named = OutputSecrets.Named(component, outputs);
        Operation operation = attempts.Operation;
        if (attempts.Step.Action != StepAction.Reset)
        {
            operation.Session.ProcessOutputs.Keep(component, named);
        }

        ComponentOutputs recorded = ProcessOutputs.Recorded(named);
        return operation.Session.Journal.AppendAsync(new JournalAppend(operation.Actor, Outcome(attempts, recorded, elapsed)) { Secrets = OutputSecrets.Of(component, recorded) });
    }

    private async Task<StepResult> FailAsync(StepAttempts attempts, StepException exception, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        PlanStep step = attempts.Step;
        StepFailure failure = await diagnosis.DescribeAsync(attempts, exception, elapsed).ConfigureAwait(false);
        LogFailure(logger, attempts.Operation.Snapshot.Name, step.Action, step.Component, failure.Error);
        if (failure.Details is not null)
        {
            LogDetails(logger, attempts.Operation.Snapshot.Name, step.Action, step.Component, failure.Details);
        }

        bool isWhole = !exception.InDoubt && step.Action switch
        {
            StepAction.Reset => exception.LeftAsBefore || await diagnosis.IsWholeAsync(attempts).ConfigureAwait(false),
            StepAction.Scale => exception.LeftAsBefore,
            _ => false,
        };
        await attempts.Operation.AppendAsync(new StepFailed(step.Component, step.Action, failure.Error, failure.Attempts, exception.InDoubt) { LeftWhole = isWhole }).ConfigureAwait(false);
        bool becauseOfOthers = exception.WasCancelled && cancellationToken.IsCancellationRequested && !failure.TimedOut;
        return becauseOfOthers ? StepResult.Cancelled : new StepResult(Succeeded: false, failure);
    }

    private static ResetResult? Redacted(StepAttempts attempts) =>
        attempts.Reset is { Reason: { } reason } reset ? reset with { Reason = attempts.Operation.Session.Redactor.Redact(reason) } : attempts.Reset;

    private static EnvironmentEvent Outcome(StepAttempts attempts, ComponentOutputs outputs, TimeSpan elapsed) => attempts.Step.Action switch
    {
        StepAction.Provision => new ComponentProvisioned(attempts.Step.Component, outputs, elapsed),
        StepAction.Start => new ComponentStarted(attempts.Step.Component, outputs, elapsed),
        StepAction.Stop => new ComponentStopped(attempts.Step.Component, elapsed),
        StepAction.Reset => new ComponentReset(attempts.Step.Component, elapsed) { Result = Redacted(attempts) },
        StepAction.Scale => new ComponentScaled(attempts.Step.Component, attempts.Step.Count!.Value, outputs, elapsed),
        StepAction.Destroy => new ComponentDestroyed(attempts.Step.Component, elapsed),
        _ => throw new UnreachableException($"{attempts.Step.Action} has no outcome."),
    };

    [LoggerMessage(EventId = 200, Level = LogLevel.Debug, Message = "{Environment}: {Action} {Component} by {Provider} as {ExternalName}")]
    private static partial void LogIntent(ILogger logger, string environment, StepAction action, ComponentName component, string provider, string externalName);

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "{Environment}: {Action} {Component} failed: {Error}")]
    private static partial void LogFailure(ILogger logger, string environment, StepAction action, ComponentName component, string error);

    [LoggerMessage(EventId = 202, Level = LogLevel.Debug, Message = "{Environment}: {Action} {Component} failed by {Details}")]
    private static partial void LogDetails(ILogger logger, string environment, StepAction action, ComponentName component, string details);
}
