namespace Lumina.Environments;

/// <summary>Third pass: edges, from references and explicit dependencies, from what a kind says comes before it, and from attachment; then an order in which each component comes after those that it depends on.</summary>
internal sealed class ConnectComponents(ComponentKindRegistry kinds)
{
    public void Run(PlanDraft draft)
    {
        foreach (DraftComponent component in draft.Components)
        {
            component.DependsOn = [.. Dependencies(draft, component).Distinct().Where(name => name != component.Name)];
        }

        Order(draft);
    }

    private IEnumerable<ComponentName> Dependencies(PlanDraft draft, DraftComponent component)
    {
        IEnumerable<ComponentName> named = component.Spec.References.Select(reference => reference.Component).Concat(component.Spec.DependsOn).Where(name => draft.Find(name) is not null);
        foreach (ComponentName name in named)
        {
            yield return name;
            foreach (DraftComponent attached in draft.Components.Where(candidate => candidate.Spec.AttachedTo == name))
            {
                yield return attached.Name;
            }
        }

        if (kinds.TryFind(component.Name.Kind, out ComponentKindRegistration? kind))
        {
            foreach (DraftComponent before in draft.Components.Where(candidate => kind.After.Contains(candidate.Name.Kind)))
            {
                yield return before.Name;
            }
        }
    }

    private static void Order(PlanDraft draft)
    {
        List<DraftComponent> ordered = new(draft.Components.Count);
        HashSet<ComponentName> placed = [];
        List<DraftComponent> waiting = [.. draft.Components];
        while (waiting.Count > 0)
        {
            int next = waiting.FindIndex(component => component.DependsOn.All(placed.Contains));
            if (next < 0)
            {
                draft.Faults.Add(new SpecificationFault(
                    waiting[0].Path,
                    $"components wait for each other: {string.Join(", ", waiting.Select(component => component.Name))}.",
                    "Remove a reference or a dependency among them."));
                ordered.AddRange(waiting);
                break;
            }

            placed.Add(waiting[next].Name);
            ordered.Add(waiting[next]);
            waiting.RemoveAt(next);
        }

        draft.Components = ordered;
    }
}
