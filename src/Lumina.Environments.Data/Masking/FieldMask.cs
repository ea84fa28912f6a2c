using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>What happens to the values of one column on their way.</summary>
/// <param name="column">The column.</param>
/// <param name="mask">What replaces values; null where they stay, or become one constant.</param>
/// <param name="unique">What keeps replacements apart; null where nothing needs it.</param>
/// <param name="personal">Takes note of a column without a rule whose values look like personal data.</param>
internal sealed class FieldMask(MaskedColumn column, IValueMask? mask, UniqueReplacements? unique, Action<MaskedColumn, string> personal)
{
    private readonly bool _isWatched = column.Mask is null && PersonalColumns.CanHoldPersonalText(column.Column.Shape);

    /// <param name="field">The value as COPY writes it.</param>
    public string Replace(string field)
    {
        if (field == CopyField.Null)
        {
            return field;
        }

        try
        {
            return column.Mask?.Kind switch
            {
                null => Watched(field),
                MaskingKind.Keep => field,
                MaskingKind.Null => CopyField.Null,
                MaskingKind.Constant => CopyField.Encode(column.Mask.Value!),
                _ => CopyField.Encode(Value(CopyField.Decode(field))),
            };
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Its text may hold the value.
            throw new ProviderException($"A value of column {column.Column.Id} could not be {(column.Mask is null ? "looked at" : $"masked as {column.Mask.Kind}")} ({exception.GetType().Name}). Choose another mask for it.");
        }
    }

    private string Watched(string field)
    {
        if (_isWatched && PersonalContent.Find(CopyField.Decode(field)) is { } found)
        {
            personal(column, found);
        }

        return field;
    }

    private string Value(string value) => column.Column.Shape.IsArray ? ArrayText.ReplaceElements(value, Element) : Element(value);

    private string Element(string value)
    {
        string core = value.Trim();
        if (core.Length == 0)
        {
            return value;
        }

        string replaced = unique is null ? mask!.Replace(core, column.Shape, attempt: 0) : unique.Replace(core, attempt => mask!.Replace(core, column.Shape, attempt));
        int start = value.IndexOf(core, StringComparison.Ordinal);
        string padded = value[..start] + replaced + value[(start + core.Length)..];
        return padded.Length > column.Shape.MaximumLength ? replaced : padded;
    }
}
