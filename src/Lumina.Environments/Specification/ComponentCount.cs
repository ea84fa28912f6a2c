namespace Lumina.Environments;

/// <summary>How many there are of a component: a service's replicas, an infrastructure's machines. No other kind has a number.</summary>
internal static class ComponentCount
{
    /// <summary>How many a spec wants; null where its kind has no number.</summary>
    public static int? Of(ComponentSpec spec) => spec switch
    {
        ServiceSpec service => service.Replicas,
        InfrastructureSpec infrastructure => infrastructure.InstanceCount,
        _ => null,
    };

    /// <summary>How many a spec may want.</summary>
    public static ValueRange<int> RangeOf(ComponentSpec spec) => spec is InfrastructureSpec ? Bounds.Instances : Bounds.Replicas;

    /// <summary>The spec with another number.</summary>
    public static ComponentSpec With(ComponentSpec spec, int count) => spec switch
    {
        ServiceSpec service => service with { Replicas = count },
        InfrastructureSpec infrastructure => infrastructure with { InstanceCount = count },
        _ => spec,
    };

    /// <summary>The environment's spec with another number of one component.</summary>
    public static EnvironmentSpec With(EnvironmentSpec spec, ComponentName component, int count) => component.Kind switch
    {
        ComponentKinds.Service => spec with { Services = [.. spec.Services.Select(service => service.ComponentName == component ? service with { Replicas = count } : service)] },
        ComponentKinds.Infrastructure when spec.Infrastructure is { } infrastructure => spec with { Infrastructure = infrastructure with { InstanceCount = count } },
        _ => spec,
    };
}
