using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>Last pass: the ordered components become steps, with the time of the longest path.</summary>
internal sealed class MakeSteps(BatchSteps batch)
{
    public EnvironmentPlan Run(PlanDraft draft)
    {
        Dictionary<ComponentName, int> indexes = new(draft.Components.Count);
        TimeSpan[] ends = new TimeSpan[draft.Components.Count];
        ImmutableArray<PlanStep>.Builder steps = ImmutableArray.CreateBuilder<PlanStep>(draft.Components.Count);
        foreach (DraftComponent component in draft.Components)
        {
            int index = steps.Count;
            ImmutableArray<int> after = After(component, indexes);
            indexes[component.Name] = index;
            ends[index] = component.Placement.EstimatedDuration + Latest(after, ends);
            steps.Add(new PlanStep
            {
                Index = index,
                Action = StepAction.Provision,
                Component = component.Name,
                Provider = component.Binding?.Name ?? "",
                After = after,
                EstimatedDuration = component.Placement.EstimatedDuration,
                ReachableFrom = component.Placement.ReachableFrom,
                NotApplicable = [.. component.Placement.NotApplicable],
            });
        }

        return new EnvironmentPlan
        {
            EnvironmentName = draft.Spec.Name,
            Verb = EnvironmentVerb.Provision,
            Steps = batch.Run(steps.MoveToImmutable()),
            EstimatedDuration = ends.Length == 0 ? TimeSpan.Zero : ends.Max(),
        };
    }

    private static TimeSpan Latest(ImmutableArray<int> steps, TimeSpan[] ends)
    {
        TimeSpan latest = TimeSpan.Zero;
        foreach (int step in steps)
        {
            latest = ends[step] > latest ? ends[step] : latest;
        }

        return latest;
    }

    // What comes later than the component is on a cycle, which is a fault already.
    private static ImmutableArray<int> After(DraftComponent component, Dictionary<ComponentName, int> indexes)
    {
        ImmutableArray<int>.Builder after = ImmutableArray.CreateBuilder<int>(component.DependsOn.Length);
        foreach (ComponentName name in component.DependsOn)
        {
            if (indexes.TryGetValue(name, out int index))
            {
                after.Add(index);
            }
        }

        return after.DrainToImmutable();
    }
}
