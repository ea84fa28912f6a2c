namespace Lumina.Environments;

/// <summary>First pass: the spec is copied so that no caller can change it any more, literal secrets get the names under which they are kept, components of registered kinds take their types, and a database's data becomes a component of its own.</summary>
internal sealed class ExpandComponents(ComponentKindRegistry kinds)
{
    public PlanDraft Run(EnvironmentSpec spec)
    {
        EnvironmentSpec copy = spec with
        {
            Databases = [.. spec.Databases.Select(NameSecrets)],
            Services = [.. spec.Services.Select(Freeze)],
            Components = [.. spec.Components.Select(Resolve)],
        };
        PlanDraft draft = new(copy);
        AddAll(draft, copy);
        return draft;
    }

    /// <summary>The components of a spec that went through this pass before, by their names.</summary>
    public IReadOnlyDictionary<ComponentName, ComponentSpec> Components(EnvironmentSpec spec)
    {
        PlanDraft draft = new(spec with { Components = [.. spec.Components.Select(Resolve)] });
        AddAll(draft, draft.Spec);
        return draft.Components.ToDictionary(component => component.Name, component => component.Spec);
    }

    private static void AddAll(PlanDraft draft, EnvironmentSpec spec)
    {
        AddOne(draft, spec.Network, "network");
        AddOne(draft, spec.Infrastructure, "infrastructure");
        AddEach(draft, spec.Databases, "databases");
        for (int i = 0; i < spec.Databases.Count; i++)
        {
            if (spec.Databases[i].Data is { } data)
            {
                draft.Add(new DataSpec(spec.Databases[i], data), $"databases[{i}].data");
            }
        }

        AddEach(draft, spec.Services, "services");
        AddEach(draft, spec.Components, "components");
        AddOne(draft, spec.Monitoring, "monitoring");
    }

    private static void AddOne(PlanDraft draft, ComponentSpec? component, string path)
    {
        if (component is not null)
        {
            draft.Add(component, path);
        }
    }

    private static void AddEach(PlanDraft draft, IReadOnlyList<ComponentSpec> components, string path)
    {
        for (int i = 0; i < components.Count; i++)
        {
            draft.Add(components[i], $"{path}[{i}]");
        }
    }

    private ComponentSpec Resolve(ComponentSpec component) => component is OpaqueComponentSpec opaque ? kinds.Resolve(opaque) : component;

    private static DatabaseSpec NameSecrets(DatabaseSpec database) =>
        database.Existing is { Source: null } literal ? database with { Existing = Store(database, "existing", literal) } : database;

    private static ServiceSpec Freeze(ServiceSpec service) => service.Freeze((name, value) => value.Secret is { Source: null } literal ? Store(service, $"settings.{name}", literal) : value);

    private static Secret Store(ComponentSpec component, string place, Secret literal) => Secret.Stored($"{component.ComponentName}:{place}", literal.TryReveal());
}
