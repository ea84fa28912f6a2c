namespace Lumina.Environments;

/// <summary>A component with its place in the spec.</summary>
/// <param name="Path">Its path, such as <c>services[0]</c>.</param>
/// <param name="Spec">What is wanted of it.</param>
internal sealed record SpecifiedComponent(string Path, ComponentSpec Spec)
{
    public ComponentName Name => Spec.ComponentName;

    /// <summary>Every component that is written in a spec, in its order.</summary>
    public static IEnumerable<SpecifiedComponent> Of(EnvironmentSpec spec) =>
    [
        .. One("network", spec.Network),
        .. One("infrastructure", spec.Infrastructure),
        .. Many("databases", spec.Databases),
        .. Many("services", spec.Services),
        .. Many("components", spec.Components),
        .. One("monitoring", spec.Monitoring),
    ];

    private static IEnumerable<SpecifiedComponent> One(string path, ComponentSpec? component) => component is null ? [] : [new(path, component)];

    private static IEnumerable<SpecifiedComponent> Many(string path, IEnumerable<ComponentSpec> components) =>
        components.Select((component, index) => new SpecifiedComponent($"{path}[{index}]", component));
}
