using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Asks providers, before anything is touched, whether what a plan changes can be changed: a refusal leaves the environment as it was.</summary>
internal sealed class ChangeCheck(ProviderRegistry providers, ComponentContexts contexts, SideCalls calls)
{
    /// <param name="plan">What is to be done.</param>
    /// <param name="operation">For whom.</param>
    /// <param name="done">What would be done, as in "was not stopped".</param>
    /// <exception cref="EnvironmentException">Some components can't be changed, or a provider could not tell.</exception>
    public async Task RequireAsync(EnvironmentPlan plan, Operation operation, string done)
    {
        Answer[] refusals = [.. (await AskAsync(plan.Steps.Where(step => step.Action != StepAction.Destroy), operation, static (provider, context, token) => provider.WhyNotChangeAsync(context, token)).ConfigureAwait(false)).Where(answer => answer.Reason is not null)];
        if (refusals.Length > 0)
        {
            throw Refusal(operation, done, refusals, left: []);
        }
    }

    /// <summary>Refuses an end of which nothing can be done; one of which something can goes as far as it can.</summary>
    /// <param name="plan">What is to be destroyed.</param>
    /// <param name="operation">For whom.</param>
    /// <exception cref="EnvironmentException">No component can be destroyed from here.</exception>
    public async Task RequireSomeEndAsync(EnvironmentPlan plan, Operation operation)
    {
        if (plan.Steps.Any(step => providers.Find(step.Component.Kind, step.Provider)?.Provider is not IChangeCheckProvider))
        {
            return;
        }

        Answer[] answers = await AskAsync(plan.Steps, operation, static (provider, context, token) => provider.WhyNotDestroyAsync(context, token)).ConfigureAwait(false);
        if (answers.Length > 0 && answers.All(answer => answer.Reason is not null))
        {
            throw Refusal(operation, "terminated", answers, [.. operation.Snapshot.Left]);
        }
    }

    private static EnvironmentException Refusal(Operation operation, string done, IEnumerable<Answer> refusals, IReadOnlyList<ComponentName> left)
    {
        string reasons = string.Join("; ", refusals.GroupBy(refusal => refusal.Reason, refusal => refusal.Component, (reason, components) => $"{string.Join(", ", components)}: {reason}"));
        return new EnvironmentException($"Environment '{operation.Snapshot.Name}' was not {done}, and nothing was touched: {operation.Session.Redactor.Redact(reasons).TrimEnd('.')}.")
        {
            EnvironmentId = operation.Session.Id,
            EnvironmentName = operation.Snapshot.Name,
            Left = left,
        };
    }

    private Task<Answer[]> AskAsync(IEnumerable<PlanStep> steps, Operation operation, Func<IChangeCheckProvider, ComponentContext, CancellationToken, ValueTask<string?>> ask) =>
        Task.WhenAll(steps.DistinctBy(step => step.Component).Select(step => AskAsync(step, operation, ask)));

    private async Task<Answer> AskAsync(PlanStep step, Operation operation, Func<IChangeCheckProvider, ComponentContext, CancellationToken, ValueTask<string?>> ask)
    {
        if (providers.Find(step.Component.Kind, step.Provider)?.Provider is not { } provider || provider is not IChangeCheckProvider checking)
        {
            return new Answer(step.Component, Reason: null);
        }

        ComponentContext context = contexts.Create(operation.Session, operation.Snapshot.Find(step.Component)!);
        try
        {
            return new Answer(step.Component, await calls.RunAsync(provider, operation.Session.Specs.GetValueOrDefault(step.Component), token => ask(checking, context, token), operation.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (operation.EndedByOthers)
        {
            throw operation.ToException($"Nothing of environment '{operation.Snapshot.Name}' was touched");
        }
        catch (Exception exception) when (exception is ProviderException or TimeoutException)
        {
            return new Answer(step.Component, $"whether it can be could not be told: {exception.Message.TrimEnd('.')}. Ask for it again when that is mended");
        }
    }

    private sealed record Answer(ComponentName Component, string? Reason);
}
