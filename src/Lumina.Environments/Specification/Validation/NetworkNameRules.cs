namespace Lumina.Environments;

/// <summary>Databases and services are reached by their names where they are in one network: no two may answer to the same, and none to what everybody calls himself.</summary>
internal static class NetworkNameRules
{
    private const string Oneself = "localhost";

    public static void Check(IReadOnlyList<SpecifiedComponent> components, FaultList faults)
    {
        Dictionary<string, ComponentName> taken = new(components.Count, StringComparer.Ordinal);
        foreach (SpecifiedComponent component in components)
        {
            if (component.Spec is DatabaseSpec or ServiceSpec)
            {
                Take(component.Spec.Name, "name", component);
            }

            if (component.Spec is ServiceSpec { Container: { } container })
            {
                for (int i = 0; i < container.Aliases.Count; i++)
                {
                    Take(container.Aliases[i], $"container.aliases[{i}]", component);
                }
            }
        }

        void Take(string name, string member, SpecifiedComponent component)
        {
            if (name == Oneself)
            {
                faults.Add(FaultList.Join(component.Path, member), $"'{name}' is everybody's name for himself, and nobody else would reach {component.Spec.ComponentName} by it.", "Give it another name.");
            }

            // Two of one kind with one name are a fault of their own.
            if (!taken.TryAdd(name, component.Spec.ComponentName) && taken[name] != component.Spec.ComponentName)
            {
                faults.Add(FaultList.Join(component.Path, member), $"{taken[name]} answers to '{name}' too, and in one network nobody could tell them apart.", "Give each database, service and alias a name of its own.");
            }
        }
    }
}
