namespace Lumina.Environments;

/// <summary>Finds everything that is wrong with a spec and can be seen without a provider: all of it at once.</summary>
internal sealed class SpecificationValidator(ComponentKindRegistry kinds)
{
    public IReadOnlyList<SpecificationFault> Validate(EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        FaultList faults = new();
        SpecifiedComponent[] components = [.. SpecifiedComponent.Of(spec)];
        ComponentGraph graph = new(spec, kinds);

        EnvironmentRules.Check(spec, faults);
        ComponentRules.CheckNames(components, faults);
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
