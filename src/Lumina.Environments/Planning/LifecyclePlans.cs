using System.Collections.Immutable;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>The plans of an environment that exists. Each takes a part of the components, in plan order or against it; an edge through a component that is left out is kept.</summary>
internal sealed class LifecyclePlans(ProviderRegistry providers, BatchSteps batch)
{
    public EnvironmentPlan Terminate(EnvironmentSnapshot environment) =>
        Against(environment, EnvironmentVerb.Terminate, StepAction.Destroy, [.. environment.Components.Where(component => component.MayExist)]);

    /// <summary>Makes the rest of an environment whose provisioning was left unfinished, and does again what was done to something that is gone.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="there">The components that are there and work.</param>
    /// <param name="gone">Those that had been made, and of which nothing is there any more.</param>
    public EnvironmentPlan Resume(EnvironmentSnapshot environment, IReadOnlySet<ComponentName> there, IReadOnlySet<ComponentName> gone)
    {
        HashSet<ComponentName> again = DoneTo(environment, component => gone.Contains(component.Name));
        return Again(environment, EnvironmentVerb.Provision, again, [.. environment.Components.Where(component => !there.Contains(component.Name) || again.Contains(component.Name))], StepAction.Provision);
    }

    /// <summary>Stops what can be stopped. Of work that is not done nothing may go on meanwhile: it is destroyed.</summary>
    public EnvironmentPlan Stop(EnvironmentSnapshot environment) => Against(
        environment,
        EnvironmentVerb.Stop,
        component => environment.IsUndone(component) ? StepAction.Destroy : StepAction.Stop,
        [.. environment.Components.Where(component => component.MayExist && (environment.IsUndone(component) || CanStop(environment, component)))]);

    public EnvironmentPlan Start(EnvironmentSnapshot environment) =>
        Along(environment, EnvironmentVerb.Start, StepAction.Start, [.. environment.Components.Where(component => component.MayExist && CanStop(environment, component))]);

    /// <summary>Resets what can be reset. What a service that runs once has done to something that is reset is done again.</summary>
    public EnvironmentPlan Reset(EnvironmentSnapshot environment)
    {
        bool IsReset(ComponentSnapshot component) => component.MayExist && CanReset(component) && !environment.RunsOnce(component.Name);
        HashSet<ComponentName> again = DoneTo(environment, IsReset);
        return Again(environment, EnvironmentVerb.Reset, again, [.. environment.Components.Where(component => IsReset(component) || again.Contains(component.Name))], StepAction.Reset);
    }

    public EnvironmentPlan Scale(EnvironmentSnapshot environment, ComponentName component, int count)
    {
        EnvironmentPlan plan = Along(environment, EnvironmentVerb.Scale, StepAction.Scale, [.. environment.Components.Where(candidate => candidate.Name == component)]);
        return plan with { Steps = [.. plan.Steps.Select(step => step with { Count = count })] };
    }

    /// <summary>Stops a component and what depends on it, dependents first, then starts them the other way.</summary>
    public EnvironmentPlan Restart(EnvironmentSnapshot environment, ComponentName component)
    {
        HashSet<ComponentName> affected = [component];
        foreach (ComponentSnapshot candidate in environment.Components.Where(candidate => candidate.DependsOn.Any(affected.Contains)))
        {
            affected.Add(candidate.Name);
        }

        ComponentSnapshot[] restarted = [.. environment.Components.Where(candidate => affected.Contains(candidate.Name) && candidate.MayExist && CanStop(environment, candidate))];
        EnvironmentPlan stop = Against(environment, EnvironmentVerb.Restart, StepAction.Stop, restarted);
        EnvironmentPlan start = Along(environment, EnvironmentVerb.Restart, StepAction.Start, restarted);

        // A start comes after the stop of the same component, and so after the stops of all its dependents; those that begin together, after the stops of all of them.
        return stop with { Steps = Join(stop.Steps, start.Steps, (earlier, later) => earlier.Component == later.Component || later.Together.Contains(earlier.Component)) };
    }

    private static ImmutableArray<PlanStep> Join(ImmutableArray<PlanStep> first, ImmutableArray<PlanStep> then, Func<PlanStep, PlanStep, bool> isBefore) =>
    [
        .. first,
        .. then.Select(later => later with
        {
            Index = later.Index + first.Length,
            After = [.. later.After.Select(index => index + first.Length), .. first.Where(earlier => isBefore(earlier, later)).Select(earlier => earlier.Index)],
        }),
    ];

    /// <summary>The services that run once and have done something, or were to do it, to one of some components or to what depends on it.</summary>
    private static HashSet<ComponentName> DoneTo(EnvironmentSnapshot environment, Func<ComponentSnapshot, bool> isOne)
    {
        HashSet<ComponentName> touched = [];
        HashSet<ComponentName> done = [];
        foreach (ComponentSnapshot component in environment.Components)
        {
            bool follows = component.DependsOn.Any(touched.Contains);
            if (follows && component.WasIntended && environment.RunsOnce(component.Name))
            {
                done.Add(component.Name);
            }

            if (follows || isOne(component))
            {
                touched.Add(component.Name);
            }
        }

        return done;
    }

    /// <summary>A plan in which some components are made anew: they are destroyed before anything else is done, so that nothing of them is at work meanwhile.</summary>
    private EnvironmentPlan Again(EnvironmentSnapshot environment, EnvironmentVerb verb, HashSet<ComponentName> again, ComponentSnapshot[] selected, StepAction action)
    {
        EnvironmentPlan destroy = Against(environment, verb, StepAction.Destroy, [.. selected.Where(component => again.Contains(component.Name) && component.MayExist)]);
        EnvironmentPlan make = Along(environment, verb, component => again.Contains(component.Name) ? StepAction.Provision : action, selected);
        return make with { Steps = Join(destroy.Steps, make.Steps, (_, _) => true) };
    }

    private EnvironmentPlan Along(EnvironmentSnapshot environment, EnvironmentVerb verb, StepAction action, ComponentSnapshot[] selected) => Along(environment, verb, _ => action, selected);

    private EnvironmentPlan Along(EnvironmentSnapshot environment, EnvironmentVerb verb, Func<ComponentSnapshot, StepAction> action, ComponentSnapshot[] selected)
    {
        Dictionary<ComponentName, List<int>> before = SelectedBefore(environment, selected);
        return Plan(environment, verb, action, selected, [.. selected.Select(component => before[component.Name])]);
    }

    private EnvironmentPlan Against(EnvironmentSnapshot environment, EnvironmentVerb verb, StepAction action, ComponentSnapshot[] selected) => Against(environment, verb, _ => action, selected);

    private EnvironmentPlan Against(EnvironmentSnapshot environment, EnvironmentVerb verb, Func<ComponentSnapshot, StepAction> action, ComponentSnapshot[] selected)
    {
        Dictionary<ComponentName, List<int>> before = SelectedBefore(environment, selected);
        int last = selected.Length - 1;
        List<int>[] after = [.. selected.Select(_ => new List<int>())];
        for (int place = last; place >= 0; place--)
        {
            foreach (int earlier in before[selected[place].Name])
            {
                after[last - earlier].Add(last - place);
            }
        }

        return Plan(environment, verb, action, [.. selected.Reverse()], after);
    }

    private EnvironmentPlan Plan(EnvironmentSnapshot environment, EnvironmentVerb verb, Func<ComponentSnapshot, StepAction> action, ComponentSnapshot[] ordered, List<int>[] after) => new()
    {
        EnvironmentName = environment.Name,
        Verb = verb,
        Steps = batch.Run(
        [
            .. ordered.Select((component, index) => new PlanStep
            {
                Index = index,
                Action = action(component),
                Component = component.Name,
                Provider = component.Provider,
                After = [.. after[index]],
            }),
        ]),
    };

    /// <summary>For each component, the places of the nearest selected ones that come before it, through those that are not selected; in order.</summary>
    private static Dictionary<ComponentName, List<int>> SelectedBefore(EnvironmentSnapshot environment, ComponentSnapshot[] selected)
    {
        Dictionary<ComponentName, int> places = new(selected.Length);
        for (int place = 0; place < selected.Length; place++)
        {
            places[selected[place].Name] = place;
        }

        Dictionary<ComponentName, List<int>> before = new(environment.Components.Length);
        foreach (ComponentSnapshot component in environment.Components)
        {
            List<int> found = new(component.DependsOn.Length);
            foreach (ComponentName dependency in component.DependsOn)
            {
                if (places.TryGetValue(dependency, out int place))
                {
                    AddOnce(found, place);
                    continue;
                }

                before[dependency].ForEach(earlier => AddOnce(found, earlier));
            }

            found.Sort();
            before[component.Name] = found;
        }

        return before;
    }

    private static void AddOnce(List<int> places, int place)
    {
        if (!places.Contains(place))
        {
            places.Add(place);
        }
    }

    /// <summary>What runs once has nothing to stop: a start would not do its work again.</summary>
    private bool CanStop(EnvironmentSnapshot environment, ComponentSnapshot component) =>
        Binding(component) is { CanStop: true } && !environment.RunsOnce(component.Name);

    private bool CanReset(ComponentSnapshot component) => Binding(component) is { CanReset: true };

    private ProviderBinding? Binding(ComponentSnapshot component) => providers.Find(component.Name.Kind, component.Provider);
}
