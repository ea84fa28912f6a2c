namespace Lumina.Environments.Data;

/// <summary>Keeps the country's prefix, the zeros before an area code and all that stands between digits.</summary>
internal sealed class PhoneMask(MaskingKey key) : IValueMask
{
    private const string Kind = "phone";
    private static readonly HashSet<string> TwoDigitCountries =
    [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54", "55", "56",
        "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];

    private readonly ShapePermutation _shapes = new(key);

    public bool KeepsDifferent => true;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        string digits = string.Concat(value.Where(char.IsAsciiDigit));
        int zeros = !value.Contains('+', StringComparison.Ordinal) && digits.StartsWith("00", StringComparison.Ordinal) ? 2 : 0;
        bool international = zeros == 2 || value.TrimStart('(').StartsWith('+');
        int prefix = international ? zeros + CountryLength(digits[zeros..]) : 0;
        if (prefix >= digits.Length)
        {
            (prefix, zeros) = (0, 0);
        }

        string replaced = _shapes.ReplaceNumber($"{Kind}\0{digits[zeros..prefix]}", digits[prefix..], prefix == 0 ? shape.MaximumNumber : ulong.MaxValue);
        return Digits.PutInto(value, digits[..prefix] + replaced);
    }

    private static int CountryLength(string digits) => digits switch
    {
        ['1' or '7', ..] => 1,
        [_, _, ..] when TwoDigitCountries.Contains(digits[..2]) => 2,
        _ => 3,
    };
}
