using System.Collections.Immutable;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>The plans of an environment that exists. Each takes a part of the components, in plan order or against it; an edge through a component that is left out is kept.</summary>
internal sealed class LifecyclePlans(ProviderRegistry providers, BatchSteps batch)
{
    public EnvironmentPlan Terminate(EnvironmentSnapshot environment) =>
        Against(environment, EnvironmentVerb.Terminate, StepAction.Destroy, [.. environment.Components.Where(component => component.MayExist)]);

    /// <summary>Makes the rest of an environment whose provisioning was left unfinished.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="there">The components that are there and work.</param>
    public EnvironmentPlan Resume(EnvironmentSnapshot environment, IReadOnlySet<ComponentName> there) =>
        Along(environment, EnvironmentVerb.Provision, StepAction.Provision, [.. environment.Components.Where(component => !there.Contains(component.Name))]);

    public EnvironmentPlan Stop(EnvironmentSnapshot environment) =>
        Against(environment, EnvironmentVerb.Stop, StepAction.Stop, [.. environment.Components.Where(component => component.MayExist && CanStop(environment, component))]);

    public EnvironmentPlan Start(EnvironmentSnapshot environment) =>
        Along(environment, EnvironmentVerb.Start, StepAction.Start, [.. environment.Components.Where(component => component.MayExist && CanStop(environment, component))]);

    /// <summary>Resets what can be reset. What a service that runs once has done to something that is reset is done again after it.</summary>
    public EnvironmentPlan Reset(EnvironmentSnapshot environment)
    {
        Dictionary<ComponentName, ComponentSpec> specs = environment.Spec.AllComponents().ToDictionary(spec => spec.ComponentName);
        HashSet<ComponentName> touched = [];
        List<ComponentSnapshot> reset = [];
        foreach (ComponentSnapshot component in environment.Components)
        {
            ComponentSpec? spec = specs.GetValueOrDefault(component.Name);
            bool followsOne = component.DependsOn.Any(touched.Contains);
            if (component.MayExist && Binding(component) is { CanReset: true } binding && (spec is null || binding.Resets(spec)) && (followsOne || spec is not ServiceSpec { Run.IsOnce: true }))
            {
                reset.Add(component);
                touched.Add(component.Name);
            }
            else if (followsOne)
            {
                touched.Add(component.Name);
            }
        }

        return Along(environment, EnvironmentVerb.Reset, StepAction.Reset, [.. reset]);
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
        return stop with { Steps = Join(stop.Steps, start.Steps) };
    }

    // A start comes after the stop of the same component, and so after the stops of all its dependents; those that begin together, after the stops of all of them.
    private static ImmutableArray<PlanStep> Join(ImmutableArray<PlanStep> stops, ImmutableArray<PlanStep> starts) =>
    [
        .. stops,
        .. starts.Select(start => start with
        {
            Index = start.Index + stops.Length,
            After = [.. start.After.Select(index => index + stops.Length), .. stops.Where(stop => stop.Component == start.Component || start.Together.Contains(stop.Component)).Select(stop => stop.Index)],
        }),
    ];

    private EnvironmentPlan Along(EnvironmentSnapshot environment, EnvironmentVerb verb, StepAction action, ComponentSnapshot[] selected)
    {
        Dictionary<ComponentName, List<int>> before = SelectedBefore(environment, selected);
        return Plan(environment, verb, action, selected, [.. selected.Select(component => before[component.Name])]);
    }

    private EnvironmentPlan Against(EnvironmentSnapshot environment, EnvironmentVerb verb, StepAction action, ComponentSnapshot[] selected)
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

    private EnvironmentPlan Plan(EnvironmentSnapshot environment, EnvironmentVerb verb, StepAction action, ComponentSnapshot[] ordered, List<int>[] after) => new()
    {
        EnvironmentName = environment.Name,
        Verb = verb,
        Steps = batch.Run(
        [
            .. ordered.Select((component, index) => new PlanStep
            {
                Index = index,
                Action = action,
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
        Binding(component) is { CanStop: true } && !environment.Spec.Services.Any(service => service.Run.IsOnce && service.ComponentName == component.Name);

    private ProviderBinding? Binding(ComponentSnapshot component) => providers.Find(component.Name.Kind, component.Provider);
}
