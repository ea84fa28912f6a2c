namespace Lumina.Environments;

/// <summary>No component may wait for itself by way of others.</summary>
internal static class CycleRules
{
    public static void Check(IReadOnlyList<SpecifiedComponent> components, ComponentGraph graph, FaultList faults)
    {
        Search search = new(graph);
        foreach (ComponentSpec component in graph.Components)
        {
            search.Visit(component);
        }

        foreach (IReadOnlyList<ComponentName> cycle in search.Cycles)
        {
            string path = components.FirstOrDefault(component => cycle.Contains(component.Name))?.Path ?? "components";
            faults.Add(path, $"Components wait for each other in a circle: {string.Join(" -> ", cycle)}.", "Take one of these references or dependencies out.");
        }
    }

    /// <summary>Depth first; whoever is met again while still on the path closes a cycle.</summary>
    private sealed class Search(ComponentGraph graph)
    {
        private readonly List<ComponentName> _path = [];
        private readonly HashSet<ComponentName> _done = new(graph.Components.Count);

        public List<IReadOnlyList<ComponentName>> Cycles { get; } = [];

        public void Visit(ComponentSpec component)
        {
            ComponentName name = component.ComponentName;
            int start = _path.IndexOf(name);
            if (start >= 0)
            {
                Cycles.Add([.. _path[start..], name]);
            }
            else if (!_done.Contains(name))
            {
                _path.Add(name);
                foreach (ComponentSpec needed in graph.DependenciesOf(component))
                {
                    Visit(needed);
                }

                _path.RemoveAt(_path.Count - 1);
                _done.Add(name);
            }
        }
    }
}
