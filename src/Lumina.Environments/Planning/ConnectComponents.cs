namespace Lumina.Environments;

/// <summary>Third pass: edges, from references and explicit dependencies, from what a kind says comes before it, and from attachment; then an order in which each component comes after those that it depends on.</summary>
internal sealed class ConnectComponents(ComponentKindRegistry kinds)
{
    /// <param name="draft">The components.</param>
    /// <param name="reportCycles">Whether a cycle is a fault of this pass; where the spec has faults already, the validator has named it.</param>
    public void Run(PlanDraft draft, bool reportCycles)
    {
        ILookup<ComponentName?, ComponentName> attached = draft.Components.Where(component => component.Spec.AttachedTo is not null).ToLookup(component => component.Spec.AttachedTo, component => component.Name);
        ILookup<string, ComponentName> ofKind = draft.Components.ToLookup(component => component.Name.Kind, component => component.Name);
        HashSet<ComponentName> before = [];
        foreach (DraftComponent component in draft.Components)
        {
            before.Clear();
            AddNamed(draft, component, attached, before);
            AddByKind(component, ofKind, before);
            before.Remove(component.Name);
            component.DependsOn = [.. before];
        }

        Order(draft, reportCycles);
    }

    private static void AddNamed(PlanDraft draft, DraftComponent component, ILookup<ComponentName?, ComponentName> attached, HashSet<ComponentName> before)
    {
        foreach (ComponentName name in component.References.Select(reference => reference.Component).Concat(component.Spec.DependsOn))
        {
            if (draft.Find(name) is not null)
            {
                before.Add(name);
                if (component.Spec.AttachedTo != name)
                {
                    // What is attached itself waits for its component alone: two attachments do not wait for each other.
                    before.UnionWith(attached[name]);
                }
            }
        }
    }

    private void AddByKind(DraftComponent component, ILookup<string, ComponentName> ofKind, HashSet<ComponentName> before)
    {
        if (kinds.TryFind(component.Name.Kind, out ComponentKindRegistration? kind))
        {
            foreach (string earlier in kind.After)
            {
                before.UnionWith(ofKind[earlier]);
            }
        }
    }

    // Keeps the order of the spec where nothing else asks for another.
    private static void Order(PlanDraft draft, bool reportCycles)
    {
        List<DraftComponent> ordered = new(draft.Components.Count);
        HashSet<ComponentName> placed = new(draft.Components.Count);
        List<DraftComponent> waiting = [.. draft.Components];
        while (waiting.Count > 0)
        {
            int next = waiting.FindIndex(component => component.DependsOn.All(placed.Contains));
            if (next < 0)
            {
                if (reportCycles)
                {
                    draft.Faults.Add(new SpecificationFault(
                        waiting[0].Path,
                        $"components wait for each other: {string.Join(", ", waiting.Select(component => component.Name))}.",
                        "Remove a reference or a dependency among them."));
                }

                ordered.AddRange(waiting);
                break;
            }

            placed.Add(waiting[next].Name);
            ordered.Add(waiting[next]);
            waiting.RemoveAt(next);
        }

        draft.Reorder(ordered);
    }
}
