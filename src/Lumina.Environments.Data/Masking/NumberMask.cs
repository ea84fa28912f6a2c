using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Keeps the form: of a number its sign, point and count of digits, of a code what is a digit and what a letter.</summary>
internal sealed class NumberMask(MaskingKey key) : IValueMask
{
    private const string Kind = "number";
    private readonly ShapePermutation _shapes = new(key);

    public bool KeepsDifferent => true;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        if (shape.Family == ColumnFamily.Text)
        {
            return _shapes.Replace(Kind, value);
        }

        int end = value.IndexOfAny(['e', 'E']);
        string mantissa = end < 0 ? value : value[..end];
        string digits = string.Concat(mantissa.Where(char.IsAsciiDigit));
        return digits.Length == 0 ? value : Digits.PutInto(mantissa, _shapes.ReplaceNumber(Kind, digits, shape.MaximumNumber)) + value[mantissa.Length..];
    }
}

/// <summary>Digits with something between them.</summary>
internal static class Digits
{
    /// <summary>The text with other digits in the places of its own; letters become x, since nothing says what they mean.</summary>
    public static string PutInto(string text, string digits)
    {
        StringBuilder result = new(text.Length);
        int next = 0;
        foreach (char character in text)
        {
            result.Append(char.IsAsciiDigit(character) ? digits[next++] : char.IsLetterOrDigit(character) ? 'x' : character);
        }

        return result.ToString();
    }
}
