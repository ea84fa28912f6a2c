namespace Lumina.Environments.Data;

/// <summary>Parents before children; tables that refer to each other in a circle come together.</summary>
internal static class CopyOrder
{
    /// <param name="tables">The tables' names, in the order that decides where references do not.</param>
    /// <param name="references">Who refers to whom.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Groups(IReadOnlyList<string> tables, IEnumerable<(string Child, string Parent)> references)
    {
        ILookup<string, string> parents = references.ToLookup(reference => reference.Child, reference => reference.Parent, StringComparer.Ordinal);
        Dictionary<string, HashSet<string>> ancestors = tables.ToDictionary(table => table, table => Ancestors(table, parents), StringComparer.Ordinal);
        List<string> left = [.. tables];
        List<IReadOnlyList<string>> groups = [];
        while (left.Count > 0)
        {
            // A table is next when all that is left above it is in a circle with it.
            string first = left.First(table => ancestors[table].All(ancestor => !left.Contains(ancestor) || ancestor == table || ancestors[ancestor].Contains(table)));
            List<string> group = [.. left.Where(table => table == first || (ancestors[first].Contains(table) && ancestors[table].Contains(first)))];
            left.RemoveAll(group.Contains);
            groups.Add(group);
        }

        return groups;
    }

    private static HashSet<string> Ancestors(string table, ILookup<string, string> parents)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        Stack<string> waiting = new(parents[table]);
        while (waiting.TryPop(out string? parent))
        {
            if (found.Add(parent))
            {
                foreach (string next in parents[parent])
                {
                    waiting.Push(next);
                }
            }
        }

        return found;
    }
}
