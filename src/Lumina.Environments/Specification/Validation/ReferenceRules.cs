namespace Lumina.Environments;

/// <summary>What must hold for everything that names another component.</summary>
internal static class ReferenceRules
{
    public static void Check(SpecifiedComponent component, ComponentGraph graph, FaultList faults)
    {
        if (component.Spec is ServiceSpec service)
        {
            foreach ((string name, SettingValue value) in service.Settings)
            {
                CheckAll(component, name, value.References, graph, faults);
            }
        }
        else
        {
            CheckAll(component, setting: null, component.Spec.References, graph, faults);
        }

        for (int i = 0; i < component.Spec.DependsOn.Count; i++)
        {
            CheckComponent($"{component.Path}.dependsOn[{i}]", component, component.Spec.DependsOn[i], graph, faults);
        }

        if (component.Spec.AttachedTo is { } attachedTo)
        {
            CheckComponent($"{component.Path}.attachedTo", component, attachedTo, graph, faults);
        }
    }

    private static void CheckAll(SpecifiedComponent component, string? setting, IEnumerable<Reference> references, ComponentGraph graph, FaultList faults)
    {
        foreach (Reference reference in references)
        {
            string path = setting is null ? component.Path : $"{component.Path}.settings.{setting}";
            if (CheckComponent(path, component, reference.Component, graph, faults) is { } target)
            {
                CheckOutput(path, reference, target, faults);
            }
        }
    }

    private static ComponentSpec? CheckComponent(string path, SpecifiedComponent from, ComponentName name, ComponentGraph graph, FaultList faults)
    {
        if (name == from.Name)
        {
            faults.Add(path, $"'{name}' waits for itself.", "Name another component, or leave it out.");
            return null;
        }

        ComponentSpec? target = graph.Find(name);
        if (target is null)
        {
            IEnumerable<ComponentName> known = graph.Components.Select(component => component.ComponentName).Where(other => other != from.Name);
            faults.Add(path, $"There is no component '{name}'.", Suggestion.Of(name, known));
        }

        return target;
    }

    private static void CheckOutput(string path, Reference reference, ComponentSpec target, FaultList faults)
    {
        if (target.DeclaredOutputs is { } declared && !declared.Contains(reference.Output, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add(path, $"'{reference.Component}' has no output '{reference.Output}'.", Suggestion.Of(reference.Output, declared));
        }
    }
}
