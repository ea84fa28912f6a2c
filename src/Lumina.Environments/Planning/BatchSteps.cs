using System.Collections.Immutable;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Steps whose providers take components together begin at once, as far as nothing foreign lies between them: edges within such a batch fall away, and each of it waits for what any of it waits for.</summary>
internal sealed class BatchSteps(ProviderRegistry providers)
{
    /// <param name="steps">The steps, each after those that it waits for.</param>
    public ImmutableArray<PlanStep> Run(ImmutableArray<PlanStep> steps)
    {
        string?[] batches = [.. steps.Select(BatchOf)];
        if (batches.All(batch => batch is null))
        {
            return steps;
        }

        int[] levels = Levels(steps, batches);
        PlanStep[] batched = [.. steps];
        foreach (IGrouping<(string? Batch, int Level), PlanStep> together in steps.Where(step => batches[step.Index] is not null).GroupBy(step => (batches[step.Index], levels[step.Index])))
        {
            HashSet<int> members = [.. together.Select(step => step.Index)];
            ImmutableArray<int> after = [.. together.SelectMany(step => step.After).Where(index => !members.Contains(index)).Distinct().Order()];
            ImmutableArray<ComponentName> names = [.. together.Select(step => step.Component)];
            foreach (PlanStep step in together)
            {
                batched[step.Index] = step with { After = after, Together = names };
            }
        }

        return [.. batched];
    }

    private string? BatchOf(PlanStep step) =>
        providers.Find(step.Component.Kind, step.Provider)?.Provider is IBatchProvider provider && provider.Batches(step.Action) ? provider.Batch : null;

    // A path that leaves a batch comes back on a higher level, so that no two batches ever wait for each other.
    private static int[] Levels(ImmutableArray<PlanStep> steps, string?[] batches)
    {
        int[] levels = new int[steps.Length];
        foreach (PlanStep step in steps)
        {
            foreach (int before in step.After.Where(before => before < step.Index))
            {
                bool stays = batches[before] is null || (batches[before] == batches[step.Index] && !NeedsValues(step));
                levels[step.Index] = Math.Max(levels[step.Index], levels[before] + (stays ? 0 : 1));
            }
        }

        return levels;
    }

    private static bool NeedsValues(PlanStep step) => step.Action is StepAction.Provision or StepAction.Start && step.Component.Kind == ComponentKinds.Service;
}
