namespace Lumina.Environments;

/// <summary>Finds everything that is wrong with a spec and can be seen without a provider: all of it at once.</summary>
internal sealed class SpecificationValidator(ComponentKindRegistry kinds)
{
    public IReadOnlyList<SpecificationFault> Validate(EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (NullRules.Find(spec) is { Count: > 0 } nulls)
        {
            return nulls;
        }

        FaultList faults = new();
        EnvironmentSpec resolved = Resolve(spec, faults);
        SpecifiedComponent[] components = [.. SpecifiedComponent.Of(resolved)];
        ComponentGraph graph = new(resolved, kinds);

        EnvironmentRules.Check(spec, faults);
        ComponentRules.CheckNames(components, faults);
        NetworkNameRules.Check(components, faults);
        foreach (SpecifiedComponent component in components)
        {
            ComponentRules.Check(component, spec, kinds, faults);
            CheckKind(component, faults);
            HealthCheckRules.Check(component, spec, faults);
            SecretRules.Check(component, faults);
            ReferenceRules.Check(component, graph, faults);
        }

        CycleRules.Check(components, graph, faults);
        return faults.Faults;
    }

    // What was read from JSON takes the types of the kinds that are known here, so that their own rules apply too.
    private EnvironmentSpec Resolve(EnvironmentSpec spec, FaultList faults) => spec with
    {
        Components = [.. spec.Components.Select((component, index) => component is OpaqueComponentSpec opaque ? kinds.Resolve(opaque, $"components[{index}]", faults) : component)],
    };

    private static void CheckKind(SpecifiedComponent component, FaultList faults)
    {
        switch (component.Spec)
        {
            case NetworkSpec network:
                NetworkRules.Check(component.Path, network, faults);
                break;
            case InfrastructureSpec infrastructure:
                InfrastructureRules.Check(component.Path, infrastructure, faults);
                break;
            case DatabaseSpec database:
                DatabaseRules.Check(component.Path, database, faults);
                break;
            case ServiceSpec service:
                ServiceRules.Check(component.Path, service, faults);
                break;
            case MonitoringSpec monitoring:
                MonitoringRules.Check(component.Path, monitoring, faults);
                break;
        }
    }
}
