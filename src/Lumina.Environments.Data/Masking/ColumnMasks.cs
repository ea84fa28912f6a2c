namespace Lumina.Environments.Data;

/// <summary>Decides what becomes of each column, and finds those for which nobody has decided.</summary>
internal sealed class ColumnMasks(MaskedCopy copy, DatabaseCatalog source, DatabaseCatalog target, List<SpecificationFault> faults)
{
    /// <summary>The columns of the tables by <see cref="CatalogColumn.Id"/>.</summary>
    public IReadOnlyDictionary<string, MaskedColumn> Find(IReadOnlyList<CatalogTable> tables, IReadOnlyList<CatalogForeignKey> keys)
    {
        Dictionary<string, CatalogColumn> targets = tables.SelectMany(table => target.Columns[table.Id]).ToDictionary(column => column.Id, StringComparer.Ordinal);
        List<CatalogColumn> columns = [.. tables.SelectMany(table => source.Columns[table.Id]).Where(column => targets.TryGetValue(column.Id, out CatalogColumn? other) && !other.IsGenerated)];
        MaskingRules rules = new(copy.Rules, faults);
        rules.CheckColumns([.. source.Columns.SelectMany(table => table)]);
        List<MaskedColumn> masked =
        [
            .. columns.Select(column => new MaskedColumn(
                column, rules.Find(column, targets[column.Id].Comment), column.Shape, source.UniqueColumns[column.Id].Any() || target.UniqueColumns[column.Id].Any())),
        ];
        masked = [.. Tied(masked, keys)];
        foreach (MaskedColumn column in masked)
        {
            Check(column, targets[column.Column.Id]);
        }

        return masked.ToDictionary(column => column.Column.Id, StringComparer.Ordinal);
    }

    /// <summary>A column without a rule gets the mask of those it refers to or that refer to it.</summary>
    private IEnumerable<MaskedColumn> Tied(List<MaskedColumn> columns, IReadOnlyList<CatalogForeignKey> keys)
    {
        ForeignKeyClasses classes = new();
        foreach (CatalogForeignKey key in keys)
        {
            for (int i = 0; i < key.ChildColumns.Count; i++)
            {
                classes.Tie($"{source.Root(key.Child).Id}.{key.ChildColumns[i]}", $"{source.Root(key.Parent).Id}.{key.ParentColumns[i]}");
            }
        }

        foreach (IGrouping<string, MaskedColumn> tied in columns.GroupBy(column => classes.Name(column.Column.Id), StringComparer.Ordinal))
        {
            // A reference that is made NULL refers to nothing, whatever becomes of what it referred to.
            List<MaskedColumn> ruled = [.. tied.Where(column => column.Mask is { Kind: not MaskingKind.Null })];
            if (ruled.Select(column => column.Mask).Distinct().Count() > 1)
            {
                faults.Add(new SpecificationFault(
                    "rules",
                    $"Columns that a foreign key ties together are masked differently: {string.Join(", ", ruled.Select(column => $"{column.Column.Id} as {column.Mask}"))}.",
                    "Give all of them the same mask."));
            }

            ValueShape shape = tied.Select(column => column.Shape).Aggregate((one, other) => one.Narrow(other));
            bool isUnique = tied.Any(column => column.IsUnique);
            foreach (MaskedColumn column in tied)
            {
                yield return column with { Mask = column.Mask ?? (ruled.Count > 0 ? ruled[0].Mask : null), Shape = column.Shape.Narrow(shape), IsUnique = isUnique };
            }
        }
    }

    private void Check(MaskedColumn masked, CatalogColumn inTarget)
    {
        CatalogColumn column = masked.Column;
        switch (masked.Mask)
        {
            case null when SuspicionOf(column) is { } suspicion:
                faults.Add(PersonalData(column, suspicion));
                break;
            case null:
                break;
            case { Kind: var kind } when !column.Shape.Takes(kind):
                faults.Add(new SpecificationFault("rules", $"Column {column.Id} is of type {column.Type}, which cannot be masked as {kind}.", "Choose another kind: Null and Constant go with every type."));
                break;
            case { Kind: MaskingKind.Null } when inTarget.IsRequired:
                faults.Add(new SpecificationFault("rules", $"Column {column.Id} cannot be NULL, as its mask wants.", "Use ColumnMask.Constant or a mask of another kind."));
                break;
            case { Kind: MaskingKind.Constant } when source.UniqueColumns[column.Id].Concat(target.UniqueColumns[column.Id]).Contains(true):
                faults.Add(new SpecificationFault("rules", $"Column {column.Id} is unique, and its mask is a constant.", "Use a mask of another kind."));
                break;
            case { Kind: MaskingKind.Email } when masked.Shape.MaximumLength < EmailMask.ShortestColumn:
                faults.Add(new SpecificationFault("rules", $"Column {column.Id} holds {masked.Shape.MaximumLength} characters; a masked e-mail address needs {EmailMask.ShortestColumn}.", "Use ColumnMask.Number, which keeps the length."));
                break;
        }
    }

    public static SpecificationFault PersonalData(CatalogColumn column, string suspicion) => new(
        "rules",
        $"Column {column.Id} ({column.Type}) looks like personal data and has no rule: {suspicion}.",
        $"Add MaskingRule.ForColumn(\"{column.Id}\", …) with a mask, or with ColumnMask.Keep if it is not personal.");

    private static string? SuspicionOf(CatalogColumn column) => column.Shape.Family switch
    {
        ColumnFamily.Address => "its type holds addresses or places",
        ColumnFamily.SearchVector => "its type holds words of other columns",
        var family => PersonalNames.Find(column.Name, family) is { } word ? $"its name has '{word}' in it" : null,
    };
}
