namespace Lumina.Environments.Data;

/// <summary>Keeps the issuer's digits and, as far from Luhn's as it was, the check digit.</summary>
internal sealed class CardMask(MaskingKey key) : IValueMask
{
    private const string Kind = "card";
    private const int IssuerLength = 6;
    private const int ShortestCard = 12;
    private readonly ShapePermutation _shapes = new(key);

    public bool KeepsDifferent => true;

    public string Replace(string value, ValueShape shape, int attempt)
    {
        string digits = string.Concat(value.Where(char.IsAsciiDigit));
        if (digits.Length < ShortestCard)
        {
            return Digits.PutInto(value, _shapes.ReplaceNumber(Kind, digits, shape.MaximumNumber));
        }

        string issuer = digits[..IssuerLength];
        string body = issuer + _shapes.Replace($"{Kind}\0{issuer}", digits[IssuerLength..^1]);
        int off = digits[^1] - '0' - CheckDigit(digits[..^1]);
        return Digits.PutInto(value, $"{body}{(CheckDigit(body) + off + 10) % 10}");
    }

    /// <summary>Luhn's digit for those before it.</summary>
    public static int CheckDigit(string body)
    {
        int sum = 0;
        for (int i = 0; i < body.Length; i++)
        {
            int digit = body[^(i + 1)] - '0';
            int weighted = i % 2 == 0 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return (10 - (sum % 10)) % 10;
    }
}
