namespace Lumina.Environments.Data;

/// <summary>Makes a plan in passes, each of which adds what it finds wrong.</summary>
internal sealed class MaskingPlanner(MaskedCopy copy, DatabaseCatalog source, DatabaseCatalog target, List<SpecificationFault> faults)
{
    public MaskingPlan Make()
    {
        List<(MaskedStart, CatalogTable)> starts = FindStarts();
        List<CatalogForeignKey> keys = FindForeignKeys();
        IReadOnlyList<CatalogTable> tables = FindTables(starts, keys);
        keys = [.. keys.Where(key => tables.Contains(source.Root(key.Child)) && tables.Contains(source.Root(key.Parent)))];
        CompareColumns(tables);
        IReadOnlyDictionary<string, MaskedColumn> columns = new ColumnMasks(copy, source, target, faults).Find(tables, keys);
        IReadOnlyList<IReadOnlyList<string>> groups = CopyOrder.Groups([.. tables.Select(table => table.Id)], keys.Select(key => (source.Root(key.Child).Id, source.Root(key.Parent).Id)));
        return new MaskingPlan
        {
            Source = source,
            Starts = starts,
            ForeignKeys = keys,
            Tables = [.. groups.SelectMany(group => group).Select(table => new MaskedTable(source.Tables[table], target.Tables[table], [.. CopiedColumns(table).Select(column => columns[column.Id])]))],
            CyclicKeys = [.. target.ForeignKeys.Where(key => target.Root(key.Child) != target.Root(key.Parent) && groups.Any(group => group.Contains(target.Root(key.Child).Id) && group.Contains(target.Root(key.Parent).Id)))],
        };
    }

    private List<(MaskedStart Start, CatalogTable Table)> FindStarts()
    {
        List<(MaskedStart, CatalogTable)> starts = [];
        for (int i = 0; i < copy.Starts.Count; i++)
        {
            MaskedStart start = copy.Starts[i];
            IReadOnlyList<CatalogTable> found = source.Find(start.Table);
            if (found.Count != 1)
            {
                faults.Add(new SpecificationFault(
                    $"starts[{i}].table",
                    found.Count == 0 ? $"No table '{start.Table}' is in the source." : $"'{start.Table}' can mean {string.Join(", ", found.Select(table => table.Id))}.",
                    "Name it as schema.table, as the database spells it; of a partitioned table, the whole."));
            }
            else if (!target.Tables.ContainsKey(found[0].Id))
            {
                faults.Add(new SpecificationFault($"starts[{i}].table", $"No table {found[0].Id} is in the database that is to be filled.", "Make it in an SQL file that is run before the copy."));
            }
            else
            {
                starts.Add((start, found[0]));
            }
        }

        return starts;
    }

    /// <summary>What holds in either database, between tables that both have.</summary>
    private List<CatalogForeignKey> FindForeignKeys() =>
    [
        .. source.ForeignKeys.Concat(target.ForeignKeys.Where(key => source.Tables.ContainsKey(key.Child) && source.Tables.ContainsKey(key.Parent)))
            .Where(key => target.Tables.ContainsKey(source.Root(key.Child).Id) && target.Tables.ContainsKey(source.Root(key.Parent).Id))
            .Where(key => HasColumns(source.Root(key.Child).Id, key.ChildColumns) && HasColumns(source.Root(key.Parent).Id, key.ParentColumns))
            .DistinctBy(key => key.Reference, StringComparer.Ordinal),
    ];

    private bool HasColumns(string table, IReadOnlyList<string> columns) => columns.All(column => source.Columns[table].Any(each => each.Name == column));

    /// <summary>Tables in which rows may be copied.</summary>
    private IReadOnlyList<CatalogTable> FindTables(List<(MaskedStart Start, CatalogTable Table)> starts, List<CatalogForeignKey> keys)
    {
        HashSet<CatalogTable> tables = [.. starts.Where(start => start.Start.WithChildren).Select(start => start.Table)];
        Grow(key => key.Parent, key => key.Child);
        tables.UnionWith(starts.Select(start => start.Table));
        Grow(key => key.Child, key => key.Parent);
        foreach (CatalogTable table in tables.Where(table => source.Leaves(table).Any(leaf => leaf.IsForeign)))
        {
            faults.Add(new SpecificationFault("starts", $"Table {table.Id} has rows on another server.", "Foreign tables cannot be copied: leave out the start that leads to it, or its table in the database that is to be filled."));
        }

        return [.. tables.OrderBy(table => table.Id, StringComparer.Ordinal)];

        void Grow(Func<CatalogForeignKey, string> from, Func<CatalogForeignKey, string> to)
        {
            while (keys.FindAll(key => tables.Contains(source.Root(from(key))) && tables.Add(source.Root(to(key)))).Count > 0)
            {
            }
        }
    }

    private void CompareColumns(IReadOnlyList<CatalogTable> tables)
    {
        const string Fix = "Make the table alike in both: the copy changes no schema.";
        foreach (CatalogTable table in tables)
        {
            Dictionary<string, CatalogColumn> theirs = source.Columns[table.Id].ToDictionary(column => column.Name, StringComparer.Ordinal);
            Dictionary<string, CatalogColumn> ours = target.Columns[table.Id].ToDictionary(column => column.Name, StringComparer.Ordinal);
            foreach (CatalogColumn column in theirs.Values)
            {
                if (!ours.TryGetValue(column.Name, out CatalogColumn? other))
                {
                    faults.Add(new SpecificationFault("columns", $"Column {column.Id} is in the source and not in the database that is to be filled.", Fix));
                }
                else if (!IsSameType(other.Type, column.Type))
                {
                    faults.Add(new SpecificationFault("columns", $"Column {column.Id} is of type {column.Type} in the source and of type {other.Type} in the database that is to be filled.", Fix));
                }
            }

            faults.AddRange(ours.Values.Where(column => !theirs.ContainsKey(column.Name))
                .Select(column => new SpecificationFault("columns", $"Column {column.Id} is in the database that is to be filled and not in the source.", Fix)));
        }
    }

    // A type's schema is told only where the session does not look into it.
    private static bool IsSameType(string one, string other) =>
        one == other || one.EndsWith($".{other}", StringComparison.Ordinal) || other.EndsWith($".{one}", StringComparison.Ordinal);

    private IEnumerable<CatalogColumn> CopiedColumns(string table)
    {
        HashSet<string> plain = [.. target.Columns[table].Where(column => !column.IsGenerated).Select(column => column.Name)];
        return source.Columns[table].Where(column => plain.Contains(column.Name));
    }
}
