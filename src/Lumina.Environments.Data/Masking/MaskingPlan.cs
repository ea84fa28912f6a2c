namespace Lumina.Environments.Data;

/// <summary>Which tables are copied, and what happens to their columns.</summary>
internal sealed class MaskingPlan
{
    public required DatabaseCatalog Source { get; init; }

    /// <summary>The tables, parents before children where foreign keys allow an order.</summary>
    public required IReadOnlyList<MaskedTable> Tables { get; init; }

    /// <summary>The references between copied tables, of the source and of the target.</summary>
    public required IReadOnlyList<CatalogForeignKey> ForeignKeys { get; init; }

    /// <summary>Keys of the target that no order can hold to: they are checked when all rows are in.</summary>
    public required IReadOnlyList<CatalogForeignKey> CyclicKeys { get; init; }

    /// <summary>The rows to start with, with their tables.</summary>
    public required IReadOnlyList<(MaskedStart Start, CatalogTable Table)> Starts { get; init; }
}

/// <summary>A table that is copied.</summary>
/// <param name="Source">The table in the source.</param>
/// <param name="Target">The table in the target.</param>
/// <param name="Columns">The columns that are copied.</param>
internal sealed record MaskedTable(CatalogTable Source, CatalogTable Target, IReadOnlyList<MaskedColumn> Columns)
{
    public string ColumnList { get; } = string.Join(", ", Columns.Select(column => SqlText.Identifier(column.Column.Name)));
}

/// <summary>A column that is copied.</summary>
/// <param name="Column">The column.</param>
/// <param name="Mask">What becomes of its values; null where no rule says so.</param>
/// <param name="Shape">What its type and those of the keys it is in allow.</param>
/// <param name="IsUnique">Whether a unique index has it.</param>
internal sealed record MaskedColumn(CatalogColumn Column, ColumnMask? Mask, ValueShape Shape, bool IsUnique);
