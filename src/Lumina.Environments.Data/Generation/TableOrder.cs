using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>A table in its place.</summary>
/// <param name="Wanted">What is asked for.</param>
/// <param name="Shape">What the catalog says of it.</param>
/// <param name="LeftNull">Foreign keys that stay null, since their parents are filled later: they would close a circle.</param>
internal sealed record OrderedTable(GeneratedTable Wanted, TableShape Shape, IReadOnlyList<ForeignKeyShape> LeftNull);

/// <summary>Puts parents before their children.</summary>
internal static class TableOrder
{
    /// <exception cref="ProviderException">Tables refer to one another in a circle of columns that cannot be null.</exception>
    public static IReadOnlyList<OrderedTable> Of(IReadOnlyList<(GeneratedTable Wanted, TableShape Shape)> tables)
    {
        List<OrderedTable> ordered = [];
        List<(GeneratedTable Wanted, TableShape Shape)> left = [.. tables];
        while (left.Count > 0)
        {
            int next = left.FindIndex(table => Waits(table, left).Count == 0);
            if (next < 0)
            {
                next = left.FindIndex(table => Waits(table, left).TrueForAll(key => IsNullable(key, table.Shape) && Reaches(key.Parent, table.Shape.Id, left, [])));
            }

            if (next < 0)
            {
                throw Circle(left);
            }

            ordered.Add(new OrderedTable(left[next].Wanted, left[next].Shape, Waits(left[next], left)));
            left.RemoveAt(next);
        }

        return ordered;
    }

    /// <summary>The foreign keys of a table whose parents are not filled yet. One whose columns are given is the giver's.</summary>
    private static List<ForeignKeyShape> Waits((GeneratedTable Wanted, TableShape Shape) table, List<(GeneratedTable Wanted, TableShape Shape)> left) =>
    [
        .. table.Shape.ForeignKeys.Where(key => key.Parent != table.Shape.Id
            && !key.Columns.All(table.Wanted.Columns.ContainsKey)
            && left.Exists(other => other.Shape.Id == key.Parent)),
    ];

    /// <summary>Whether one table waits for another, over however many others: a key back to the waiting one then closes a circle.</summary>
    private static bool Reaches(long from, long to, List<(GeneratedTable Wanted, TableShape Shape)> left, HashSet<long> seen) => from == to
        || (seen.Add(from) && left.Find(table => table.Shape.Id == from) is { Shape: not null } table && Waits(table, left).Exists(key => Reaches(key.Parent, to, left, seen)));

    private static bool IsNullable(ForeignKeyShape key, TableShape table) => key.Columns.Any(column => table.Find(column) is { IsRequired: false });

    private static ProviderException Circle(List<(GeneratedTable Wanted, TableShape Shape)> left)
    {
        IEnumerable<string> keys = left.SelectMany(table => Waits(table, left).Where(key => !IsNullable(key, table.Shape)).Select(key => $"{table.Wanted.Name} ({string.Join(", ", key.Columns)}) to {key.ParentName}"));
        return new ProviderException($"No row can be generated first: these foreign keys form a circle and cannot be null: {string.Join("; ", keys)}. Give the columns of one of them by Columns, and make it DEFERRABLE INITIALLY DEFERRED.");
    }
}
