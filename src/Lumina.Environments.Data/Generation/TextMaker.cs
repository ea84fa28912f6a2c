using Bogus;

namespace Lumina.Environments.Data;

/// <summary>Makes texts up for a column by its name.</summary>
internal static class TextMaker
{
    /// <summary>More rows than numbers of so many digits nobody asks for.</summary>
    private const int EnoughDigits = 8;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    // The first whose words are in the column's name; longer ones first where one holds another.
    private static readonly (string[] Words, Func<Faker, string> Make)[] ByName =
    [
        (["email", "mail"], faker => faker.Internet.ExampleEmail()),
        (["phone", "mobile", "fax"], faker => faker.Phone.PhoneNumber()),
        (["firstname", "givenname", "forename"], faker => faker.Name.FirstName()),
        (["lastname", "surname", "familyname"], faker => faker.Name.LastName()),
        (["username", "login", "nickname"], faker => faker.Internet.UserName()),
        (["company", "organization", "organisation", "supplier", "vendor"], faker => faker.Company.CompanyName()),
        (["product"], faker => faker.Commerce.ProductName()),
        (["category", "department"], faker => faker.Commerce.Department(max: 1)),
        (["filename"], faker => faker.System.FileName()),
        (["hostname", "domain"], faker => faker.Internet.DomainName()),
        (["name", "customer", "author"], faker => faker.Name.FullName()),
        (["street", "address"], faker => faker.Address.StreetAddress()),
        (["city", "town"], faker => faker.Address.City()),
        (["countrycode"], faker => faker.Address.CountryCode()),
        (["country"], faker => faker.Address.Country()),
        (["zip", "postal", "postcode"], faker => faker.Address.ZipCode()),
        (["state", "province", "region"], faker => faker.Address.State()),
        (["url", "website", "link"], faker => faker.Internet.Url()),
        (["currency"], faker => faker.Finance.Currency().Code),
        (["iban"], faker => faker.Finance.Iban()),
        (["color", "colour"], faker => faker.Commerce.Color()),
        (["sku", "code", "number", "reference"], faker => faker.Random.AlphaNumeric(8).ToUpperInvariant()),
        (["description", "comment", "note", "remark", "message", "summary", "body", "content"], faker => faker.Lorem.Sentence()),
        (["title", "subject"], faker => faker.Lorem.Sentence(wordCount: 3).TrimEnd('.')),
    ];

    public static string Make(Faker faker, ColumnShape column, long? number)
    {
        int most = MaximumLength(column);
        string text = Plain(faker, column, most);
        if (number is { } distinct)
        {
            text = WithNumber(text, Base36(distinct), most);
        }

        text = text.Length > most ? text[..most].TrimEnd() : text;
        int least = Math.Min(column.Limits.MinimumLength ?? (text.Length == 0 ? 1 : 0), most);
        return text.Length < least ? faker.Random.AlphaNumeric(least - text.Length) + text : text;
    }

    public static int MaximumLength(ColumnShape column) => Math.Min(column.Length ?? int.MaxValue, column.Limits.MaximumLength ?? int.MaxValue);

    /// <summary>How many texts of a length differ by the number that is put into them.</summary>
    public static decimal Countable(int length) => (decimal)Math.Pow(Digits.Length, Math.Min(length, EnoughDigits));

    private static string Plain(Faker faker, ColumnShape column, int most)
    {
        string name = column.Name.Replace("_", "", StringComparison.Ordinal);
        foreach ((string[] words, Func<Faker, string> make) in ByName)
        {
            if (Array.Exists(words, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                return most == 2 && words[0] == "country" ? faker.Address.CountryCode() : make(faker);
            }
        }

        return most <= 12 ? faker.Random.AlphaNumeric(most) : string.Join(' ', faker.Lorem.Words(2));
    }

    /// <summary>No two numbers give one text: a sign that is in no number stands before it. In an address it goes before the sign for "at".</summary>
    private static string WithNumber(string text, string number, int most)
    {
        int sign = text.IndexOf('@', StringComparison.Ordinal);
        int own = most - number.Length - 1 - (sign < 0 ? 0 : text.Length - sign);
        if (sign > 0 && own > 0)
        {
            return $"{text[..Math.Min(sign, own)]}.{number}{text[sign..]}";
        }

        int left = most - number.Length - 1;
        return left < 1 ? number.PadLeft(most, '0') : $"{text[..Math.Min(text.Length, left)]}-{number}";
    }

    private static string Base36(long number)
    {
        string text = "";
        do
        {
            text = Digits[(int)(number % 36)] + text;
            number /= 36;
        }
        while (number > 0);
        return text;
    }
}
