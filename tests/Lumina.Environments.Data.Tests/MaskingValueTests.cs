namespace Lumina.Environments.Data.Tests;

[Trait("Category", "Data")]
[Trait("Category", "Masking")]
public sealed class MaskingValueTests
{
    private static readonly ValueShape Text = new(ColumnFamily.Text);
    private static readonly ValueMasks Masks = new(new MaskingKey(MaskingLab.Key));

    [Theory]
    [InlineData(MaskingKind.Email, "Ada.Lovelace@lumina.test", @"^[A-Za-z.0-9]+@example\.(com|net|org)$")]
    [InlineData(MaskingKind.Phone, "+49 (0)30 / 1234-567", @"^\+49 \(0\)[1-9]\d / \d{4}-\d{3}$")]
    [InlineData(MaskingKind.Phone, "030 1234567", @"^0[1-9]\d \d{7}$")]
    [InlineData(MaskingKind.Phone, "0049 30 1234567", @"^0049 [1-9]\d \d{7}$")]
    [InlineData(MaskingKind.Phone, "+1 555-123-4567 x12", @"^\+1 \d{3}-\d{3}-\d{4} x\d{2}$")]
    [InlineData(MaskingKind.Name, "Ada KING of Lovelace", @"^[A-Z][a-z]{4,8} [A-Z]{5,9} [a-z]{2} [A-Z][a-z]{4,8}$")]
    [InlineData(MaskingKind.Name, "Jürgen O'Brien-Meier", @"^[A-Z][a-z]{4,8} [A-Z]'[A-Z][a-z]{4,8}-[A-Z][a-z]{4,8}$")]
    [InlineData(MaskingKind.Card, "4111 1111 1111 1111", @"^4111 11\d{2} \d{4} \d{4}$")]
    [InlineData(MaskingKind.Iban, "DE89 3704 0044 0532 0130 00", @"^DE\d\d \d{4} \d{4} \d{4} \d{4} \d\d$")]
    [InlineData(MaskingKind.Iban, "gb82west12345698765432", @"^gb\d\d[a-z]{4}\d{14}$")]
    [InlineData(MaskingKind.Text, "Rang at 10:45, was ILL!", @"^[A-Z][a-z]{3} [a-z]{2} \d\d:\d\d, [a-z]{3} [A-Z]{3}!$")]
    [InlineData(MaskingKind.Number, "C01X00T47", @"^[A-Z]\d\d[A-Z]\d\d[A-Z]\d\d$")]
    public void A_replacement_has_the_form_of_its_original(MaskingKind kind, string original, string form)
    {
        string replaced = Masks.For(kind, ColumnFamily.Text).Replace(original, Text, attempt: 0);
        replaced.Should().MatchRegex(form).And.NotBe(original);
        Masks.For(kind, ColumnFamily.Text).Replace(original, Text, attempt: 0).Should().Be(replaced);
        new ValueMasks(new MaskingKey("another key for the tests")).For(kind, ColumnFamily.Text).Replace(original, Text, attempt: 0).Should().NotBe(replaced);
    }

    [Theory]
    [InlineData("-123.45", @"^-[1-9]\d\d\.\d\d$")]
    [InlineData("0.05", @"^0\.0[1-9]$")]
    [InlineData("1.5e+20", @"^[1-9]\.\de\+20$")]
    [InlineData("0", "^0$")]
    [InlineData("NaN", "^NaN$")]
    [InlineData("123456789012345678901234567890.1", @"^[1-9]\d{29}\.\d$")]
    public void A_number_keeps_sign_point_and_digits(string original, string form) =>
        Masks.For(MaskingKind.Number, ColumnFamily.Decimal).Replace(original, new ValueShape(ColumnFamily.Decimal), attempt: 0).Should().MatchRegex(form);

    [Theory]
    [InlineData("2024-02-29", @"^2024-\d\d-\d\d$")]
    [InlineData("1990-12-31 23:59:59.25+00", @"^1990-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d\+00$")]
    [InlineData("0044-03-15 BC", @"^0044-\d\d-\d\d BC$")]
    [InlineData("infinity", "^infinity$")]
    public void A_date_stays_within_its_year(string original, string form) =>
        Masks.For(MaskingKind.Date, ColumnFamily.Date).Replace(original, new ValueShape(ColumnFamily.Date), attempt: 0).Should().MatchRegex(form);

    [Fact]
    public void Different_originals_stay_different_and_none_stays_what_it_is()
    {
        IValueMask numbers = Masks.For(MaskingKind.Number, ColumnFamily.Integer);
        ValueShape smallInteger = new(ColumnFamily.Integer, MaximumNumber: (ulong)short.MaxValue);
        string[] originals = [.. Enumerable.Range(2, short.MaxValue - 1).Select(number => number.ToString())];
        string[] replaced = [.. originals.Select(number => numbers.Replace(number, smallInteger, attempt: 0))];
        replaced.Should().OnlyHaveUniqueItems();
        replaced.Zip(originals).Should().NotContain(pair => pair.First == pair.Second);
        replaced.Select(int.Parse).Max().Should().BeLessThanOrEqualTo(short.MaxValue);

        IValueMask dates = Masks.For(MaskingKind.Date, ColumnFamily.Date);
        string[] days = [.. Enumerable.Range(0, 366).Select(day => new DateOnly(2024, 1, 1).AddDays(day).ToString("yyyy-MM-dd"))];
        days.Select(day => dates.Replace(day, new ValueShape(ColumnFamily.Date), attempt: 0)).Order().Should().Equal(days);
    }

    [Fact]
    public void Check_digits_are_valid_where_they_were_and_only_there()
    {
        string card = Masks.For(MaskingKind.Card, ColumnFamily.Text).Replace("4111111111111111", Text, attempt: 0);
        CardMask.CheckDigit(card[..^1]).Should().Be(card[^1] - '0');
        string wrong = Masks.For(MaskingKind.Card, ColumnFamily.Text).Replace("4111111111111112", Text, attempt: 0);
        CardMask.CheckDigit(wrong[..^1]).Should().NotBe(wrong[^1] - '0');
        IbanMask.IsValid(Masks.For(MaskingKind.Iban, ColumnFamily.Text).Replace("GB82WEST12345698765432", Text, attempt: 0)).Should().BeTrue();
        IbanMask.IsValid(Masks.For(MaskingKind.Iban, ColumnFamily.Text).Replace("GB83WEST12345698765432", Text, attempt: 0)).Should().BeFalse();
    }

    [Fact]
    public void What_means_the_same_is_replaced_by_the_same()
    {
        IValueMask email = Masks.For(MaskingKind.Email, ColumnFamily.Text);
        string lower = email.Replace("ada@lumina.test", Text, attempt: 0);
        email.Replace("Ada@Lumina.test", Text, attempt: 0).Should().BeEquivalentTo(lower, "case does not count").And.NotBe(lower, "a unique column tells them apart");
        IValueMask name = Masks.For(MaskingKind.Name, ColumnFamily.Text);
        name.Replace("Ada Lovelace", Text, attempt: 0).Should().Be($"{name.Replace("Ada", Text, attempt: 0)} {name.Replace("Lovelace", Text, attempt: 0)}");
        IValueMask phone = Masks.For(MaskingKind.Phone, ColumnFamily.Text);
        phone.Replace("+49 30-1234567", Text, attempt: 0).Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Should().Be(phone.Replace("+49301234567", Text, attempt: 0));
    }

    [Fact]
    public void Replacements_fit_into_short_columns()
    {
        ValueShape shortText = new(ColumnFamily.Text, MaximumLength: EmailMask.ShortestColumn);
        Masks.For(MaskingKind.Email, ColumnFamily.Text).Replace("ada@lumina.test", shortText, attempt: 0).Should().MatchRegex("^.{8}@example.(com|net|org)$");
        Masks.For(MaskingKind.Name, ColumnFamily.Text).Replace("Ada B", shortText with { MaximumLength = 5 }, attempt: 0).Length.Should().BeLessThanOrEqualTo(5);
    }

    [Theory]
    [InlineData("write to ada@lumina.test, please", "an e-mail address")]
    [InlineData("paid by 4111-1111-1111-1111.", "a card number")]
    [InlineData("to DE89 3704 0044 0532 0130 00 today", "an IBAN")]
    [InlineData("call +49 30 1234567", "a phone number")]
    [InlineData("(030) 123 45 67", "a phone number")]
    [InlineData("555-123-4567", "a phone number")]
    [InlineData("2024-01-02 10:11:12", null)]
    [InlineData("02-01-2024 10:11", null)]
    [InlineData("4111111111111112", null)]
    [InlineData("f47ac10b-58cc-4372-a567-0e02b2c3d479", null)]
    [InlineData("@mention in 2024", null)]
    public void Content_is_recognized(string text, string? found) => PersonalContent.Find(text).Should().Be(found);

    [Theory]
    [InlineData("customer_email", "email")]
    [InlineData("FirstName", "name")]
    [InlineData("homephone", "phone")]
    [InlineData("ip", "ip")]
    [InlineData("zip_code", "zip")]
    [InlineData("description", null)]
    [InlineData("recipe", null)]
    [InlineData("names", "name")]
    [InlineData("cities", "city")]
    [InlineData("customer_addresses", "address")]
    [InlineData("Vorname", "vorname")]
    [InlineData("geburtsort", "geburtsort")]
    [InlineData("status", null)]
    public void Names_are_recognized_by_whole_words(string column, string? word) => PersonalNames.Find(column, ColumnFamily.Text).Should().Be(word);

    [Theory]
    [InlineData("email_verified", ColumnFamily.Boolean)]
    [InlineData("address_id", ColumnFamily.Integer)]
    [InlineData("email_sent_at", ColumnFamily.Date)]
    [InlineData("card_type", ColumnFamily.Enum)]
    public void A_type_without_room_for_it_is_not_suspected(string column, object family) => PersonalNames.Find(column, (ColumnFamily)family).Should().BeNull();

    [Theory]
    [InlineData("{a,\"b,c\",NULL,\"NULL\",\"q\\\"\\\\\"}", "{\"<a>\",\"<b,c>\",NULL,\"<NULL>\",\"<q\\\"\\\\>\"}")]
    [InlineData("[0:1]={{x,y},{\"\",z}}", "[0:1]={{\"<x>\",\"<y>\"},{\"<>\",\"<z>\"}}")]
    [InlineData("{}", "{}")]
    public void Elements_of_an_array_are_replaced_one_by_one(string array, string replaced) =>
        ArrayText.ReplaceElements(array, element => $"<{element}>").Should().Be(replaced);

    [Fact]
    public void Copied_text_is_read_and_written_as_the_server_does() =>
        CopyField.Encode(CopyField.Decode(@"a\\b\tc\nd\re")).Should().Be(@"a\\b\tc\nd\re");

    [Fact]
    public void Values_in_json_are_replaced_and_its_structure_stays()
    {
        string replaced = Masks.For(MaskingKind.Text, ColumnFamily.Json).Replace("""{"a": [1, true, null, "Ada"], "mail": "ada@lumina.test", "ada@lumina.test": {}}""", Text, attempt: 0);
        string email = Masks.For(MaskingKind.Email, ColumnFamily.Text).Replace("ada@lumina.test", Text, attempt: 0);
        replaced.Should().MatchRegex("^" + """\{"a":\[[2-9],true,null,"[A-Z][a-z]{2}"\],"mail":"EMAIL","EMAIL":\{\}\}""".Replace("EMAIL", email, StringComparison.Ordinal) + "$");
    }
}
