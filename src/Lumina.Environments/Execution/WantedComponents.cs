namespace Lumina.Environments;

/// <summary>What is wanted of each component of an environment, with the numbers of its present spec: scaling changes those, and nothing else ever changes.</summary>
/// <param name="Spec">The spec whose numbers they have; null before the first look.</param>
/// <param name="Components">The components' specs, with literal secrets under their stored names.</param>
internal sealed record WantedComponents(EnvironmentSpec? Spec, IReadOnlyDictionary<ComponentName, ComponentSpec> Components)
{
    /// <summary>The same with the numbers of a spec.</summary>
    public WantedComponents At(EnvironmentSpec spec)
    {
        if (ReferenceEquals(spec, Spec))
        {
            return this;
        }

        ComponentSpec[] scaled = [.. spec.AllComponents().Where(component => ComponentCount.Of(component) is { } count && Components.TryGetValue(component.ComponentName, out ComponentSpec? known) && ComponentCount.Of(known) != count)];
        if (scaled.Length == 0)
        {
            return new WantedComponents(spec, Components);
        }

        Dictionary<ComponentName, ComponentSpec> components = new(Components);
        foreach (ComponentSpec component in scaled)
        {
            components[component.ComponentName] = ComponentCount.With(components[component.ComponentName], ComponentCount.Of(component)!.Value);
        }

        return new WantedComponents(spec, components);
    }
}
