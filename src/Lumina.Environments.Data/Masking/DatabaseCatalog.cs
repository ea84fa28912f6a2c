namespace Lumina.Environments.Data;

/// <summary>What a database says about its tables. Tables are known by <c>schema.name</c>.</summary>
internal sealed class DatabaseCatalog
{
    /// <summary>Every table, partitioned table and partition.</summary>
    public required IReadOnlyDictionary<string, CatalogTable> Tables { get; init; }

    /// <summary>The columns of each table that is no partition, in their order.</summary>
    public required ILookup<string, CatalogColumn> Columns { get; init; }

    public required IReadOnlyList<CatalogForeignKey> ForeignKeys { get; init; }

    /// <summary>The primary key's columns, in their order.</summary>
    public required ILookup<string, string> PrimaryKeys { get; init; }

    /// <summary>Columns that are in a unique index, as <see cref="CatalogColumn.Id"/>, and whether they are alone in it.</summary>
    public required ILookup<string, bool> UniqueColumns { get; init; }

    /// <summary>The table itself, or the one whose partition it is.</summary>
    public CatalogTable Root(string table) => Tables[table].Root is { } root ? Tables[root] : Tables[table];

    /// <summary>Where the rows of a table are: itself, or the partitions below it.</summary>
    public IEnumerable<CatalogTable> Leaves(CatalogTable table) =>
        table.IsPartitioned ? Tables.Values.Where(each => each.Parent == table.Id).SelectMany(Leaves) : [table];

    /// <summary>Tables that a name without or with a schema can mean; partitions do not count.</summary>
    public IReadOnlyList<CatalogTable> Find(string name) =>
        [.. Tables.Values.Where(table => table.Root is null && (table.Name == name || table.Id == name)).OrderBy(table => table.Id, StringComparer.Ordinal)];
}

/// <summary>A table or a partition.</summary>
/// <param name="Oid">Its number in the server.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsPartitioned">Whether its rows are in partitions.</param>
/// <param name="IsForeign">Whether its rows are on another server.</param>
/// <param name="Parent">Of a partition, what it is a part of.</param>
/// <param name="Root">Of a partition, the table at the top.</param>
internal sealed record CatalogTable(uint Oid, string Schema, string Name, bool IsPartitioned, bool IsForeign, string? Parent, string? Root)
{
    public string Id { get; } = $"{Schema}.{Name}";

    public string Sql { get; } = $"{SqlText.Identifier(Schema)}.{SqlText.Identifier(Name)}";

    /// <summary>As a query reads exactly its rows: tables that inherit from it in the old way are others.</summary>
    public string From => IsPartitioned ? Sql : $"ONLY {Sql}";
}

/// <summary>A column.</summary>
/// <param name="Table">Its table's <see cref="CatalogTable.Id"/>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as PostgreSQL formats it.</param>
/// <param name="Shape">What the type allows.</param>
/// <param name="IsRequired">Whether NULL is refused.</param>
/// <param name="IsGenerated">Whether the server computes it from other columns.</param>
/// <param name="Comment">Its comment.</param>
internal sealed record CatalogColumn(string Table, string Name, string Type, ValueShape Shape, bool IsRequired, bool IsGenerated, string? Comment)
{
    public string Id { get; } = $"{Table}.{Name}";
}

/// <summary>A foreign key.</summary>
/// <param name="Name">The constraint's name.</param>
/// <param name="Child">The table that refers.</param>
/// <param name="ChildColumns">Its columns.</param>
/// <param name="Parent">The table that is referred to.</param>
/// <param name="ParentColumns">Its columns, in the order of the child's.</param>
/// <param name="IsDeferrable">Whether it can be checked at the end of a transaction.</param>
internal sealed record CatalogForeignKey(string Name, string Child, IReadOnlyList<string> ChildColumns, string Parent, IReadOnlyList<string> ParentColumns, bool IsDeferrable)
{
    /// <summary>The same reference, whatever its name.</summary>
    public string Reference { get; } = $"{Child}({string.Join(',', ChildColumns)})->{Parent}({string.Join(',', ParentColumns)})";
}
