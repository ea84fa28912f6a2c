namespace Lumina.Environments;

/// <summary>What must hold for a component of any kind.</summary>
internal static class ComponentRules
{
    public static void Check(SpecifiedComponent component, EnvironmentSpec environment, ComponentKindRegistry kinds, FaultList faults)
    {
        (string path, ComponentSpec spec) = component;
        CheckKind(component, kinds, faults);
        CheckName(component, faults);
        faults.NotBlankIfGiven(path, "provider", spec.Provider);
        if (spec.StepTimeout is { } timeout)
        {
            faults.Range(path, "stepTimeout", timeout, Bounds.StepTimeout);
            TimeRules.Within($"{path}.stepTimeout", timeout, defaultValue: null, "timeout", environment.Timeout, faults);
        }

        foreach (SpecificationFault fault in spec.Validate())
        {
            faults.Add(FaultList.Join(path, fault.Path), fault.Problem, fault.Fix);
        }
    }

    /// <summary>Two components of one name.</summary>
    public static void CheckNames(IReadOnlyList<SpecifiedComponent> components, FaultList faults)
    {
        Dictionary<ComponentName, string> first = new(components.Count);
        foreach (SpecifiedComponent component in components)
        {
            if (!first.TryAdd(component.Name, component.Path))
            {
                string place = component.Spec.Name.Length > 0 ? $"{component.Path}.name" : component.Path;
                faults.Add(place, $"'{component.Name}' is there already, at {first[component.Name]}.", $"Give each {component.Spec.Kind} a name of its own.");
            }
        }
    }

    private static void CheckName(SpecifiedComponent component, FaultList faults)
    {
        (string path, ComponentSpec spec) = component;
        if (spec is NetworkSpec or InfrastructureSpec or MonitoringSpec)
        {
            if (spec.Name.Length > 0)
            {
                faults.Add($"{path}.name", $"'{spec.Name}' is a name, and an environment has one {spec.Kind} only.", "Leave the name out.");
            }
        }
        else if (spec.Name.Length > 0 || spec is DatabaseSpec or ServiceSpec)
        {
            faults.Label(path, "name", spec.Name, $"a {spec.Kind}");
        }
    }

    private static void CheckKind(SpecifiedComponent component, ComponentKindRegistry kinds, FaultList faults)
    {
        (string path, ComponentSpec spec) = component;
        if (!path.StartsWith("components[", StringComparison.Ordinal))
        {
            return;
        }

        if (PlaceOf(spec.Kind) is { } place)
        {
            faults.Add($"{path}.kind", $"'{spec.Kind}' is one of the library's own kinds.", $"Write it under {place}.");
        }
        else if (!kinds.TryFind(spec.Kind, out ComponentKindRegistration? registration))
        {
            string? nearest = NearestName.Find(spec.Kind, kinds.Kinds);
            faults.Add(
                $"{path}.kind",
                $"The kind '{spec.Kind}' is not registered.",
                $"{(nearest is null ? "" : $"Did you mean '{nearest}'? ")}Register it with AddComponentKind. Known: {string.Join(", ", kinds.Kinds.Order(StringComparer.Ordinal))}.");
        }
        else if (spec is OpaqueComponentSpec && registration.Json is null)
        {
            faults.Add($"{path}.kind", $"Components of the kind '{spec.Kind}' come from code alone, and this one was read.", "Give AddComponentKind the JsonTypeInfo of its spec, or add the component in code.");
        }
        else if (spec is not OpaqueComponentSpec && registration.SpecType != spec.GetType())
        {
            faults.Add($"{path}.kind", $"The kind '{spec.Kind}' is registered for {registration.SpecType.Name}, and this is a {spec.GetType().Name}.", "Give one of the two another kind.");
        }
    }

    private static string? PlaceOf(string kind) => kind switch
    {
        ComponentKinds.Network => "network",
        ComponentKinds.Infrastructure => "infrastructure",
        ComponentKinds.Database => "databases",
        ComponentKinds.Data => "data of its database",
        ComponentKinds.Service => "services",
        ComponentKinds.Monitoring => "monitoring",
        _ => null,
    };
}
