namespace Lumina.Environments.Kubernetes;

/// <summary>The Services by which components of other kinds are reached: their names are taken.</summary>
internal static class OthersServices
{
    public static Dictionary<ObjectReference, ComponentName> In(IEnumerable<ComponentSpec> components)
    {
        Dictionary<ObjectReference, ComponentName> owners = [];
        foreach (ComponentSpec spec in components)
        {
            foreach (string name in NamesOf(spec))
            {
                owners.TryAdd(new KubernetesObject(KubernetesType.Service, name, []).Identity, spec.ComponentName);
            }
        }

        return owners;
    }

    private static IEnumerable<string> NamesOf(ComponentSpec spec) => spec switch
    {
        ServiceSpec { IsExternal: false } service => (service.Container?.Aliases ?? []).Prepend(service.Name),
        DatabaseSpec { Existing: null } database => [database.Name],
        _ => [],
    };
}
