using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>Goes through the combinations of a unique key's parts, each of which has few values, without ever giving one twice: as a counter whose digits are the parts, each shifted by the ones before it so that neighbours differ in all.</summary>
internal sealed class KeyCombinations
{
    private readonly IReadOnlyList<Part> _parts;

    private KeyCombinations(IReadOnlyList<Part> parts) => _parts = parts;

    /// <summary>Null where a part is none whose values are known: the server decides.</summary>
    /// <exception cref="ProviderException">There are fewer combinations than rows.</exception>
    public static KeyCombinations? Of(RowPlan plan, IReadOnlyList<string> key, IReadOnlyDictionary<ForeignKeyShape, ParentKeys> parents)
    {
        List<Part> parts = [];
        foreach (ForeignKeyShape foreign in plan.Keys.Where(candidate => candidate.Columns.All(column => key.Contains(column, StringComparer.Ordinal))))
        {
            if (!foreign.Columns.Any(column => parts.Exists(part => part.Columns.Contains(column, StringComparer.Ordinal))))
            {
                ParentKeys keys = parents[foreign];
                parts.Add(new Part(foreign.Columns, keys.Count, i => keys[i]));
            }
        }

        foreach (string column in key.Where(column => !parts.Exists(part => part.Columns.Contains(column, StringComparer.Ordinal))))
        {
            if (plan.Made.GetValueOrDefault(column)?.Choices is not { } choices)
            {
                return null;
            }

            parts.Add(new Part([column], choices.Count, i => [choices[i]]));
        }

        decimal possible = parts.Aggregate(1m, (product, part) => product > int.MaxValue ? product : product * part.Count);
        return possible >= plan.Table.Wanted.Rows ? new KeyCombinations(parts) : throw new ProviderException(
            $"{plan.Table.Wanted.Name} cannot get {plan.Table.Wanted.Rows} rows: its unique key ({string.Join(", ", key)}) has {possible} combinations, from {string.Join(" and ", parts.Select(part => $"{part.Count} of {string.Join(", ", part.Columns)}"))}. Ask for fewer rows, or for more in its parents.");
    }

    public bool Has(string column) => _parts.Any(part => part.Columns.Contains(column, StringComparer.Ordinal));

    public void Set(int row, Action<string, string> set)
    {
        long rest = row;
        long shift = 0;
        foreach (Part part in _parts)
        {
            int value = (int)(((rest % part.Count) + shift) % part.Count);
            rest /= part.Count;
            shift += value;
            IReadOnlyList<string> values = part.At(value);
            for (int i = 0; i < part.Columns.Count; i++)
            {
                set(part.Columns[i], values[i]);
            }
        }
    }

    private sealed record Part(IReadOnlyList<string> Columns, int Count, Func<int, IReadOnlyList<string>> At);
}
