using System.Text.RegularExpressions;

namespace Lumina.Environments.Data;

/// <summary>Values that look like personal data, whatever their column is called.</summary>
internal static partial class PersonalContent
{
    private const int FewestPhoneDigits = 8;
    private const int MostPhoneDigits = 15;
    private const int LongestLocalPart = 64;
    private const int LongestDomain = 255;

    /// <summary>What is somewhere in the text, in words; null where nothing is.</summary>
    public static string? Find(string text)
    {
        if (HasEmail(text))
        {
            return "an e-mail address";
        }

        if (text.Count(char.IsAsciiDigit) < FewestPhoneDigits)
        {
            return null;
        }

        return Card().EnumerateMatches(text).Any(text, IsCard) ? "a card number"
            : Iban().EnumerateMatches(text).Any(text, IsIban) ? "an IBAN"
            : Phone().EnumerateMatches(text).Any(text, IsPhone) ? "a phone number"
            : null;
    }

    /// <summary>What the text is as a whole; null where it is none of it, or more than it.</summary>
    public static MaskingKind? KindOfWhole(string text)
    {
        if (text.Length <= LongestLocalPart + LongestDomain && text.Contains('@', StringComparison.Ordinal) && Whole(Email().Match(text), text))
        {
            return MaskingKind.Email;
        }

        return Whole(Card().Match(text), text) && IsCard(text) ? MaskingKind.Card
            : Whole(Iban().Match(text), text) && IsIban(text) ? MaskingKind.Iban
            : Whole(Phone().Match(text), text) && IsPhone(text) ? MaskingKind.Phone
            : null;
    }

    // Around each @ only, so that a long text without spaces costs no more than another.
    private static bool HasEmail(string text)
    {
        for (int at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            int start = Math.Max(0, at - LongestLocalPart);
            if (Email().IsMatch(text.AsSpan(start, Math.Min(text.Length, at + LongestDomain) - start)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Whole(Match match, string text) => match.Success && match.Length == text.Length;

    private static bool Any(this Regex.ValueMatchEnumerator matches, string text, Func<string, bool> fits)
    {
        foreach (ValueMatch match in matches)
        {
            if (fits(text.Substring(match.Index, match.Length)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCard(string text)
    {
        string digits = string.Concat(text.Where(char.IsAsciiDigit));
        return CardNetwork().IsMatch(digits) && CardMask.CheckDigit(digits[..^1]) == digits[^1] - '0';
    }

    private static bool IsIban(string text)
    {
        string plain = string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

        // What follows an IBAN in a sentence may look like more of it.
        return Enumerable.Range(0, Math.Max(0, plain.Length - 14)).Any(less => IbanMask.IsValid(plain[..^less]));
    }

    private static bool IsPhone(string text) => text.Count(char.IsAsciiDigit) is >= FewestPhoneDigits and <= MostPhoneDigits && !Date().IsMatch(text);

    [GeneratedRegex(@"[\w.+%-]+@[\w-]+(\.[\w-]+)*\.\w{2,}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<!\d\.?)\d([ -]?\d){12,18}(?!\.?\d)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Card();

    // The length and the first digits of the networks: Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro.
    [GeneratedRegex(
        @"^(4\d{12}(\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|6(011|4[4-9]\d|5\d\d)\d{12}|35\d{14}|62\d{14,17}|(50|5[6-9]|6[37])\d{10,17})$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex CardNetwork();

    [GeneratedRegex(@"\b[A-Za-z]{2}\d\d( ?[A-Za-z0-9]){11,30}\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Iban();

    // With a plus anywhere; as a whole also with a leading zero or an area code, and something between the digits.
    [GeneratedRegex(
        @"(?<![\w+])\+\d([ ()./-]{0,2}\d){7,14}(?!\d)|^(\(0?\d{2,5}\)|0\d{1,5}[ /-]|\d{3}[ .-]\d{3}[ .-](?=\d{4}$))( ?\d[ /.-]?){4,10}$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d|\d\d[./-]\d\d[./-]\d{4}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Date();
}
