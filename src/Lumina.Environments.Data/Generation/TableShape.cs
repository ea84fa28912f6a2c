namespace Lumina.Environments.Data;

/// <summary>A table as the catalog describes it.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Id">The catalog's number for it.</param>
/// <param name="Columns">Its columns, in their order.</param>
/// <param name="UniqueKeys">The columns of each primary key and unique index.</param>
/// <param name="ForeignKeys">Its foreign keys.</param>
internal sealed record TableShape(string Name, long Id, IReadOnlyList<ColumnShape> Columns, IReadOnlyList<IReadOnlyList<string>> UniqueKeys, IReadOnlyList<ForeignKeyShape> ForeignKeys)
{
    public string Sql => SqlText.Table(Name);

    public ColumnShape? Find(string column) => Columns.FirstOrDefault(candidate => candidate.Name == column);
}

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its base type, such as <c>int4</c>; of an array that of its elements.</param>
/// <param name="FullType">Its type as people write it, for messages.</param>
internal sealed record ColumnShape(string Name, string Type, string FullType)
{
    public bool IsRequired { get; init; }

    public bool IsArray { get; init; }

    /// <summary>Computed by the server from other columns.</summary>
    public bool IsGenerated { get; init; }

    public bool IsIdentity { get; init; }

    /// <summary>The expression of its default; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>The labels of an enum, in their order; empty for any other type.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The length of a text, or the digits of a number; null where the type has no bound.</summary>
    public int? Length { get; init; }

    /// <summary>The digits after the point.</summary>
    public int? Scale { get; init; }

    /// <summary>What its check constraints, or those of its domain, allow.</summary>
    public ColumnLimits Limits { get; init; } = new();
}

/// <summary>A foreign key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Parent">The catalog's number for the table to which it refers.</param>
/// <param name="ParentName">That table's name, for statements.</param>
/// <param name="ParentColumns">The columns to which it refers, in the same order.</param>
internal sealed record ForeignKeyShape(string Name, IReadOnlyList<string> Columns, long Parent, string ParentName, IReadOnlyList<string> ParentColumns);
