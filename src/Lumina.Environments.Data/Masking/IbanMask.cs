namespace Lumina.Environments.Data;

/// <summary>Keeps the country and, as far from the valid ones as they were, the check digits.</summary>
internal sealed class IbanMask(MaskingKey key) : IValueMask
{
    private const string Kind = "iban";
    private const int HeadLength = 4;
    private const int Shortest = 15;
    private const int Longest = 34;
    private const int LowestCheck = 2;
    private const int Modulus = 97;
    private readonly ShapePermutation _shapes = new(key);

    public bool KeepsDifferent => true;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        string plain = string.Concat(value.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (!HasShape(plain))
        {
            return _shapes.Replace(Kind, value);
        }

        string country = plain[..2];
        string account = _shapes.Replace($"{Kind}\0{country}", plain[HeadLength..]);
        int off = ((plain[2] - '0') * 10) + (plain[3] - '0') - CheckDigits(country, plain[HeadLength..]);
        int check = LowestCheck + ((CheckDigits(country, account) - LowestCheck + off + Modulus + Modulus) % Modulus);
        string replaced = $"{country}{check:00}{account}";
        int next = 0;
        return string.Concat(value.Select(original => !char.IsAsciiLetterOrDigit(original) ? (char.IsLetterOrDigit(original) ? 'x' : original)
            : char.IsAsciiLetterLower(original) ? char.ToLowerInvariant(replaced[next++])
            : replaced[next++]));
    }

    /// <summary>Whether the text, without spaces and in capitals, is an IBAN with valid check digits.</summary>
    public static bool IsValid(string plain) =>
        HasShape(plain) && ((plain[2] - '0') * 10) + (plain[3] - '0') == CheckDigits(plain[..2], plain[HeadLength..]);

    private static bool HasShape(string plain) =>
        plain.Length is >= Shortest and <= Longest && char.IsAsciiLetter(plain[0]) && char.IsAsciiLetter(plain[1]) && char.IsAsciiDigit(plain[2]) && char.IsAsciiDigit(plain[3]);

    private static int CheckDigits(string country, string account)
    {
        int rest = 0;
        foreach (char character in $"{account}{country}00")
        {
            rest = char.IsAsciiDigit(character) ? ((rest * 10) + (character - '0')) % Modulus : ((rest * 100) + (character - 'A' + 10)) % Modulus;
        }

        return Modulus + 1 - rest;
    }
}
