namespace Lumina.Environments;

/// <summary>What the values of a column are, and so what they are replaced by.</summary>
/// <remarks>The same value of the same kind is replaced by the same value in every table of a copy. NULL stays NULL, and an empty text stays empty.</remarks>
public enum MaskingKind
{
    /// <summary>Not personal: copied as it is.</summary>
    Keep,

    /// <summary>NULL for every row.</summary>
    Null,

    /// <summary>One text for every row that is not NULL.</summary>
    Constant,

    /// <summary>An e-mail address at <c>example.com</c>, <c>example.net</c> or <c>example.org</c>, of at most 28 characters.</summary>
    Email,

    /// <summary>A telephone number: separators, length and the country's prefix are kept, the other digits are replaced.</summary>
    Phone,

    /// <summary>A person's name: each word becomes an invented one, alike in a full name and in a column of first or last names.</summary>
    Name,

    /// <summary>A payment card's number: length, separators and the issuer's first six digits are kept, and the check digit is valid where it was.</summary>
    Card,

    /// <summary>An IBAN: country, length and grouping are kept, and the check digits are valid where they were.</summary>
    Iban,

    /// <summary>Free text: each letter and digit is replaced, word lengths and punctuation are kept. In JSON every text and number is.</summary>
    Text,

    /// <summary>A date or a time stamp: another one within the same year.</summary>
    Date,

    /// <summary>A number, or a code such as that of a passport: digits become digits and letters letters; sign, length and punctuation are kept.</summary>
    Number,
}
