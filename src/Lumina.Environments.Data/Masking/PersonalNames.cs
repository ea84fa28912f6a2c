using System.Text.RegularExpressions;

namespace Lumina.Environments.Data;

/// <summary>Columns that look like personal data by what they are called.</summary>
internal static partial class PersonalNames
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "email", "mail", "phone", "mobile", "cell", "fax", "tel", "telephone", "handy",
        "name", "surname", "firstname", "lastname", "forename", "fullname", "nickname", "username", "login", "nick", "initials",
        "address", "addr", "street", "zip", "zipcode", "postcode", "postal", "plz", "city", "town",
        "birth", "birthday", "birthdate", "birthplace", "dob", "born", "age", "gender", "sex", "religion", "ethnicity", "nationality",
        "iban", "bic", "card", "pan", "cvv", "cvc", "account", "ssn", "sin", "nin", "tax", "vat", "passport", "license", "licence",
        "ip", "lat", "latitude", "lon", "lng", "long", "longitude", "geo", "location", "mac",
        "vorname", "nachname", "familienname", "anschrift", "adresse", "strasse", "wohnort", "telefon", "geburtsdatum", "geburtstag", "geburtsort", "geschlecht", "konto", "kontonummer", "gehalt",
        "salary", "income", "password", "passwd", "pwd", "secret", "photo", "avatar", "signature", "fingerprint", "diagnosis", "medical",
    };

    // Of a number only these say that it is a person's: a count or the amount of something is not.
    private static readonly HashSet<string> NumberWords = new(StringComparer.Ordinal)
    {
        "phone", "mobile", "cell", "fax", "tel", "telephone", "handy", "zip", "zipcode", "postcode", "postal", "plz", "birth", "dob", "born", "age",
        "card", "pan", "cvv", "cvc", "account", "ssn", "sin", "nin", "tax", "passport", "license", "licence", "ip", "lat", "latitude", "lon", "lng",
        "long", "longitude", "salary", "income",
    };

    private static readonly HashSet<string> DateWords = new(StringComparer.Ordinal) { "birth", "birthday", "birthdate", "dob", "born", "geburtsdatum", "geburtstag" };

    // Long enough to stand for themselves where words are written as one.
    private static readonly string[] Parts = ["email", "phone", "mobile", "surname", "firstname", "lastname", "fullname", "username", "birthda", "passport", "address", "street", "postcode", "zipcode", "iban", "password", "vorname", "nachname", "geburts", "strasse", "telefon", "anschrift", "adresse"];

    /// <summary>The word that says so; null where none does, or the type has no room for it.</summary>
    public static string? Find(string column, ColumnFamily family)
    {
        List<string> words = [.. Word().EnumerateMatches(column).Texts(column)];
        return family switch
        {
            ColumnFamily.Boolean or ColumnFamily.Enum or ColumnFamily.Uuid => null,
            ColumnFamily.Integer when words is [.., "id" or "count" or "number"] and not [.., "account" or "card" or "phone" or "tax" or "passport", "number"] => null,
            ColumnFamily.Integer or ColumnFamily.Decimal => words.Find(NumberWords.Contains),
            ColumnFamily.Date => words.Find(DateWords.Contains),
            _ => words.Concat(words.SelectMany(Singulars)).FirstOrDefault(Words.Contains) ?? Array.Find(Parts, part => column.Contains(part, StringComparison.OrdinalIgnoreCase)),
        };
    }

    private static IEnumerable<string> Texts(this Regex.ValueMatchEnumerator matches, string text)
    {
        List<string> texts = [];
        foreach (ValueMatch match in matches)
        {
            texts.Add(text.Substring(match.Index, match.Length).ToLowerInvariant());
        }

        return texts;
    }

    /// <summary>The one of which a column has several: names, cities, addresses. Of a number the plural says that it is a count.</summary>
    private static IEnumerable<string> Singulars(string word)
    {
        if (word.EndsWith("ies", StringComparison.Ordinal))
        {
            yield return $"{word[..^3]}y";
        }

        if (word.EndsWith("es", StringComparison.Ordinal))
        {
            yield return word[..^2];
        }

        if (word.EndsWith('s') && word.Length > 2)
        {
            yield return word[..^1];
        }
    }

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Word();
}
