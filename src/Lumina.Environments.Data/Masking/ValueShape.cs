namespace Lumina.Environments.Data;

/// <summary>What a column's type allows.</summary>
/// <param name="Family">What the values are to a mask; of an array, what its elements are.</param>
/// <param name="IsArray">Whether the values are arrays.</param>
/// <param name="MaximumLength">At most so many characters; null where nothing bounds them.</param>
/// <param name="MaximumNumber">The largest number of an integer type.</param>
internal sealed record ValueShape(ColumnFamily Family, bool IsArray = false, int? MaximumLength = null, ulong MaximumNumber = ulong.MaxValue)
{
    /// <summary>What both allow: two columns of a foreign key get the same replacements.</summary>
    public ValueShape Narrow(ValueShape other) => this with
    {
        MaximumLength = MaximumLength is { } one && other.MaximumLength is { } two ? Math.Min(one, two) : MaximumLength ?? other.MaximumLength,
        MaximumNumber = Math.Min(MaximumNumber, other.MaximumNumber),
    };

    /// <summary>Whether values of the type can be masked as such a kind.</summary>
    public bool Takes(MaskingKind kind) => kind switch
    {
        MaskingKind.Keep or MaskingKind.Null or MaskingKind.Constant => true,
        MaskingKind.Number => Family is ColumnFamily.Text or ColumnFamily.Integer or ColumnFamily.Decimal,
        MaskingKind.Card or MaskingKind.Phone => Family is ColumnFamily.Text or ColumnFamily.Integer,
        MaskingKind.Date => Family is ColumnFamily.Date,
        MaskingKind.Text => Family is ColumnFamily.Text or ColumnFamily.Json,
        _ => Family is ColumnFamily.Text,
    };
}

/// <summary>Types that a mask treats alike.</summary>
internal enum ColumnFamily
{
    Text,
    Integer,
    Decimal,
    Date,
    Json,
    Boolean,
    Uuid,
    Enum,
    Binary,

    /// <summary>Addresses of networks and machines, points on a map.</summary>
    Address,

    /// <summary>Words taken out of other columns.</summary>
    SearchVector,
    Other,
}
