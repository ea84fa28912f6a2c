namespace Lumina.Environments;

/// <summary>Which components of a spec wait for which: by references, by <see cref="ComponentSpec.DependsOn"/>, by the order of kinds and by attachment.</summary>
internal sealed class ComponentGraph
{
    private readonly ComponentKindRegistry _kinds;
    private readonly ComponentSpec[] _components;
    private readonly Dictionary<ComponentName, ComponentSpec> _byName;
    private readonly ILookup<string, ComponentSpec> _byKind;
    private readonly ILookup<ComponentName, ComponentSpec> _attachments;

    public ComponentGraph(EnvironmentSpec spec, ComponentKindRegistry kinds)
    {
        _kinds = kinds;
        _components = [.. spec.AllComponents().Concat(spec.ImpliedComponents())];
        _byName = new Dictionary<ComponentName, ComponentSpec>(_components.Length);
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
    public IReadOnlyList<ComponentSpec> DependenciesOf(ComponentSpec component)
    {
        List<ComponentSpec> dependencies = [];
        foreach (Reference reference in component.References)
        {
            Add(dependencies, component, Find(reference.Component));
        }

        foreach (ComponentName name in component.DependsOn)
        {
            Add(dependencies, component, Find(name));
        }

        if (_kinds.TryFind(component.Kind, out ComponentKindRegistration? registration))
        {
            foreach (string earlier in registration.After)
            {
                foreach (ComponentSpec needed in _byKind[earlier])
                {
                    Add(dependencies, component, needed);
                }
            }
        }

        return dependencies;
    }

    /// <summary>What is attached to a component.</summary>
    public IEnumerable<ComponentSpec> AttachmentsOf(ComponentSpec component) => _attachments[component.ComponentName];

    private void Add(List<ComponentSpec> dependencies, ComponentSpec component, ComponentSpec? needed)
    {
        if (needed is null)
        {
            return;
        }

        AddOnce(dependencies, component, needed);
        if (component.AttachedTo != needed.ComponentName)
        {
            // What is attached to a component itself waits for that alone: two attachments of one database do not wait for each other.
            foreach (ComponentSpec attachment in _attachments[needed.ComponentName])
            {
                AddOnce(dependencies, component, attachment);
            }
        }
    }

    private static void AddOnce(List<ComponentSpec> dependencies, ComponentSpec component, ComponentSpec needed)
    {
        if (needed.ComponentName == component.ComponentName)
        {
            return;
        }

        foreach (ComponentSpec other in dependencies)
        {
            if (other.ComponentName == needed.ComponentName)
            {
                return;
            }
        }

        dependencies.Add(needed);
    }
}
