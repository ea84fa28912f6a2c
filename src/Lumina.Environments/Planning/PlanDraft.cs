using System.Collections.Immutable;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>What the passes of provisioning work on: the components on their way from the spec to the plan, and the faults found on it.</summary>
internal sealed class PlanDraft(EnvironmentSpec spec)
{
    public EnvironmentSpec Spec => spec;

    private readonly Dictionary<ComponentName, DraftComponent> _byName = [];

    /// <summary>The components, in an order in which each comes after those that it depends on once they are connected.</summary>
    public List<DraftComponent> Components { get; private set; } = [];

    public List<SpecificationFault> Faults { get; } = [];

    public DraftComponent? Find(ComponentName name) => _byName.GetValueOrDefault(name);

    /// <summary>Adds a component. Of two of one name the first stays: the second is a fault that the validator has named.</summary>
    public void Add(ComponentSpec component, string path)
    {
        DraftComponent draft = new(component, path);
        if (_byName.TryAdd(draft.Name, draft))
        {
            Components.Add(draft);
        }
    }

    public void Reorder(List<DraftComponent> ordered) => Components = ordered;
}

/// <summary>A component on its way to the plan.</summary>
internal sealed class DraftComponent(ComponentSpec spec, string path)
{
    public ComponentSpec Spec => spec;

    public ComponentName Name { get; } = spec.ComponentName;

    /// <summary>The references in its spec.</summary>
    public IReadOnlyList<Reference> References { get; } = [.. spec.References];

    /// <summary>Its place in the environment's spec.</summary>
    public string Path => path;

    public ProviderBinding? Binding { get; set; }

    public ComponentPlacement Placement { get; set; } = new();

    /// <summary>Where it goes: as placed, until its provider has asked its platform.</summary>
    public ComponentLocation Location { get => field ?? Placement.Location; set; }

    public ImmutableArray<ComponentName> DependsOn { get; set; } = [];
}
