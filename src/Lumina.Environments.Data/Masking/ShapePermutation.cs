using System.Globalization;
using System.Text;

namespace Lumina.Environments.Data;

/// <summary>Replaces digits by digits and letters by letters, so that different texts of one shape stay different.</summary>
/// <remarks>What stands between them does not count: the same code with and without hyphens gets the same digits.</remarks>
internal sealed class ShapePermutation(MaskingKey key)
{
    private readonly FormatPermutation _permutation = new(key);

    /// <summary>Every ASCII digit and letter of the text; other characters stay, save for letters of other scripts, of which none may.</summary>
    public string Replace(string tweak, string text)
    {
        string plain = string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        string replaced = ReplacePlain(tweak, plain);
        StringBuilder result = new(text.Length);
        int next = 0;
        foreach (char original in text)
        {
            result.Append(char.IsAsciiLetterLower(original) ? char.ToLowerInvariant(replaced[next++])
                : char.IsAsciiLetterOrDigit(original) ? replaced[next++]
                : char.IsLetterOrDigit(original) ? 'x'
                : original);
        }

        return result.ToString();
    }

    /// <summary>Digits alone; leading zeros stay, and what follows them begins with no zero.</summary>
    /// <param name="tweak">What the replacement depends on besides the key.</param>
    /// <param name="digits">The digits.</param>
    /// <param name="maximum">No number above it, where it has as many digits.</param>
    public string ReplaceNumber(string tweak, string digits, ulong maximum = ulong.MaxValue)
    {
        string zeros = digits[..^digits.TrimStart('0').Length];
        string number = digits[zeros.Length..];
        if (number.Length == 0)
        {
            return digits;
        }

        const int MostDigits = 19;
        string head = number.Length > MostDigits ? number[..(MostDigits - 1)] : number;
        ulong lowest = PowerOfTen(head.Length - 1);
        ulong highest = Math.Min(head.Length == MostDigits ? FormatPermutation.MaximumSize : PowerOfTen(head.Length) - 1, Math.Max(maximum, lowest));
        ulong value = ulong.Parse(head, CultureInfo.InvariantCulture);
        if (value > highest)
        {
            // The one number whose absolute value no positive number of its type has, or a number that no type bounds.
            return zeros + ReplacePlain(tweak, number);
        }

        ulong replaced = lowest + _permutation.Replace($"{tweak}\0number\0{head.Length}", value - lowest, highest - lowest + 1);
        return zeros + replaced.ToString(CultureInfo.InvariantCulture) + ReplacePlain($"{tweak}\0{head}", number[head.Length..]);
    }

    /// <summary>Piece by piece, each as long as a permutation can take; a later piece depends on the earlier ones.</summary>
    private string ReplacePlain(string tweak, string plain)
    {
        StringBuilder result = new(plain.Length);
        for (int start = 0, end; start < plain.Length; start = end)
        {
            ulong size = 1;
            ulong value = 0;
            for (end = start; end < plain.Length && size <= FormatPermutation.MaximumSize / Base(plain[end]); end++)
            {
                value = (value * Base(plain[end])) + Index(plain[end]);
                size *= Base(plain[end]);
            }

            string shape = string.Concat(plain[start..end].Select(character => char.IsAsciiDigit(character) ? '0' : 'A'));
            value = _permutation.Replace($"{tweak}\0{shape}\0{plain[..start]}", value, size);
            char[] piece = new char[end - start];
            for (int i = piece.Length - 1; i >= 0; i--)
            {
                ulong radix = Base(plain[start + i]);
                piece[i] = (char)((radix == 10 ? '0' : 'A') + (int)(value % radix));
                value /= radix;
            }

            result.Append(piece);
        }

        return result.ToString();
    }

    private static ulong Base(char character) => char.IsAsciiDigit(character) ? 10UL : 26UL;

    private static ulong Index(char character) => (ulong)(character - (char.IsAsciiDigit(character) ? '0' : 'A'));

    private static ulong PowerOfTen(int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
