namespace Lumina.Environments;

/// <summary>The rows of one table with which a masked copy begins.</summary>
/// <param name="Table">The table, as <c>table</c> or <c>schema.table</c>, as the database spells them.</param>
public sealed record MaskedStart(string Table)
{
    /// <summary>A condition in SQL for the rows, such as <c>created_at &gt; '2026-01-01'</c>. It is run as it is, in a transaction that can only read. Default: all rows.</summary>
    public string? Where { get; init; }

    /// <summary>At most so many rows, the first by primary key. At least 1. Default: no limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether the rows that refer to these come too, and those that refer to them in turn. Default: no.</summary>
    public bool WithChildren { get; init; }
}
