namespace Lumina.Environments;

/// <summary>How a column's values are replaced in a masked copy.</summary>
public sealed record ColumnMask
{
    private ColumnMask(MaskingKind kind, string? value = null) => (Kind, Value) = (kind, value);

    /// <summary>What the values are.</summary>
    public MaskingKind Kind { get; }

    /// <summary>The text that a constant puts in every row; null for all other kinds.</summary>
    public string? Value { get; }

    /// <summary>Not personal: copied as it is. Said in words, so that a column is never kept by oversight.</summary>
    public static ColumnMask Keep { get; } = new(MaskingKind.Keep);

    /// <summary>NULL for every row.</summary>
    public static ColumnMask Null { get; } = new(MaskingKind.Null);

    /// <summary>E-mail addresses.</summary>
    public static ColumnMask Email { get; } = new(MaskingKind.Email);

    /// <summary>Telephone numbers.</summary>
    public static ColumnMask Phone { get; } = new(MaskingKind.Phone);

    /// <summary>Names of persons.</summary>
    public static ColumnMask Name { get; } = new(MaskingKind.Name);

    /// <summary>Numbers of payment cards.</summary>
    public static ColumnMask Card { get; } = new(MaskingKind.Card);

    /// <summary>IBANs.</summary>
    public static ColumnMask Iban { get; } = new(MaskingKind.Iban);

    /// <summary>Free text, or JSON that may hold personal data anywhere.</summary>
    public static ColumnMask Text { get; } = new(MaskingKind.Text);

    /// <summary>Dates and time stamps.</summary>
    public static ColumnMask Date { get; } = new(MaskingKind.Date);

    /// <summary>Numbers and codes whose form is kept.</summary>
    public static ColumnMask Number { get; } = new(MaskingKind.Number);

    /// <summary>One text for every row that is not NULL.</summary>
    /// <param name="value">The text, as PostgreSQL reads it for the column's type.</param>
    public static ColumnMask Constant(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ColumnMask(MaskingKind.Constant, value);
    }

    /// <summary>The kind, and a constant's text.</summary>
    public override string ToString() => Value is null ? Kind.ToString() : $"{Kind}({Value})";

    /// <summary>A mask by the name of its kind, as a column's comment tells it; null where there is no such kind, or it needs a text.</summary>
    internal static ColumnMask? Find(string kind) =>
        Enum.TryParse(kind, ignoreCase: true, out MaskingKind found) && Enum.IsDefined(found) && found != MaskingKind.Constant && !char.IsAsciiDigit(kind[0])
            ? new ColumnMask(found)
            : null;
}
