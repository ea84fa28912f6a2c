namespace Lumina.Environments;

/// <summary>Which components of a spec wait for which: by references, by <see cref="ComponentSpec.DependsOn"/>, by the order of kinds and by attachment.</summary>
internal sealed class ComponentGraph
{
    private readonly ComponentKindRegistry _kinds;
    private readonly ComponentSpec[] _components;
    private readonly Dictionary<ComponentName, ComponentSpec> _byName = [];
    private readonly ILookup<string, ComponentSpec> _byKind;
    private readonly ILookup<ComponentName, ComponentSpec> _attachments;

    public ComponentGraph(EnvironmentSpec spec, ComponentKindRegistry kinds)
    {
        _kinds = kinds;
        _components = [.. spec.AllComponents().Concat(spec.ImpliedComponents())];
        foreach (ComponentSpec component in _components)
        {
            _byName.TryAdd(component.ComponentName, component);
        }

        _byKind = _components.ToLookup(component => component.Kind, StringComparer.Ordinal);
        _attachments = _components.Where(component => component.AttachedTo is not null).ToLookup(component => component.AttachedTo!.Value);
    }

    /// <summary>Every component, those that a plan adds included.</summary>
    public IReadOnlyList<ComponentSpec> Components => _components;

    public ComponentSpec? Find(ComponentName name) => _byName.GetValueOrDefault(name);

    /// <summary>What a component waits for, each once; itself and what is not in the spec left out.</summary>
    public IEnumerable<ComponentSpec> DependenciesOf(ComponentSpec component) =>
        Direct(component)
            .SelectMany(needed => WithAttachments(component, needed))
            .Where(needed => needed.ComponentName != component.ComponentName)
            .DistinctBy(needed => needed.ComponentName);

    /// <summary>What is attached to a component.</summary>
    public IEnumerable<ComponentSpec> AttachmentsOf(ComponentSpec component) => _attachments[component.ComponentName];

    private IEnumerable<ComponentSpec> Direct(ComponentSpec component)
    {
        IEnumerable<ComponentSpec> named = component.References.Select(reference => reference.Component)
            .Concat(component.DependsOn)
            .Select(Find)
            .OfType<ComponentSpec>();
        return _kinds.TryFind(component.Kind, out ComponentKindRegistration? registration)
            ? named.Concat(registration.After.SelectMany(kind => _byKind[kind]))
            : named;
    }

    // What is attached to a component itself waits for that alone: two attachments of one database do not wait for each other.
    private IEnumerable<ComponentSpec> WithAttachments(ComponentSpec component, ComponentSpec needed) =>
        component.AttachedTo == needed.ComponentName ? [needed] : _attachments[needed.ComponentName].Prepend(needed);
}
