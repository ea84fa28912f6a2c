using System.Globalization;
using Bogus;

namespace Lumina.Environments.Data;

/// <summary>Makes values up for a column by its type.</summary>
/// <param name="column">The column.</param>
/// <param name="referenceTime">The time that counts as now.</param>
internal sealed class ValueMaker(ColumnShape column, DateTime referenceTime)
{
    /// <summary>A list of all values is made only up to so many.</summary>
    private const int MaximumChoices = 10_000;

    private const int PastMinutes = 2 * 365 * 24 * 60;

    private readonly bool _isWhole = column.Type is "int2" or "int4" or "int8";

    /// <summary>All values that the column can have, where they are few; null where they are many, or the type is not known.</summary>
    public IReadOnlyList<string>? Choices { get; } = AllOf(column);

    /// <summary>Whether a value can be made at all.</summary>
    public bool CanMake => Choices is { Count: > 0 } || Make(new Faker { Random = new Randomizer(0) }, number: null) is not null;

    /// <summary>Whether random values of the type never meet.</summary>
    public bool IsDistinctByNature => !column.IsArray && column.Type is "uuid" or "bytea";

    /// <summary>How many different values can be made; null where that is not known or they are too many to matter.</summary>
    public decimal? Possible => Choices?.Count ?? (column.IsArray ? null : Countable);

    /// <summary>Whether a number of distinct values can be counted off.</summary>
    public bool CanCount(long rows) => Choices is null && !column.IsArray && rows <= Countable;

    // What is counted off: numbers from the first, texts that end with a number, days and minutes back from now.
    private decimal? Countable => column.Type switch
    {
        _ when IsNumber => Math.Max(0, Math.Floor(Highest) - Math.Ceiling(FirstNumber) + 1),
        "text" or "varchar" or "bpchar" or "citext" => TextMaker.Countable(TextMaker.MaximumLength(column)),
        "date" => (referenceTime.Date - DateTime.MinValue).Days,
        "timestamp" or "timestamptz" => PastMinutes * 10m,
        _ => null,
    };

    /// <summary>Makes a value.</summary>
    /// <param name="faker">The random numbers.</param>
    /// <param name="number">A number that no other row has, where all values must differ; else null.</param>
    /// <returns>Null where the type is not known.</returns>
    public string? Make(Faker faker, long? number)
    {
        if (!column.IsArray)
        {
            return MakeOne(faker, number);
        }

        string?[] items = [.. Enumerable.Range(0, faker.Random.Int(1, 3)).Select(_ => MakeOne(faker, number: null))];
        return items[0] is null ? null : CopyText.Array(items);
    }

    /// <summary>What the counting of distinct numbers begins with, where none is taken.</summary>
    public decimal FirstNumber => Math.Max(1, column.Limits.Minimum ?? 1);

    public bool IsNumber => _isWhole || column.Type is "numeric" or "float4" or "float8";

    private decimal Highest => Math.Min(column.Limits.Maximum ?? decimal.MaxValue, column.Type switch
    {
        "int2" => short.MaxValue,
        "int4" => int.MaxValue,
        "int8" => long.MaxValue,
        "numeric" when column.Length is { } digits => (decimal)Math.Pow(10, Math.Min(digits - (column.Scale ?? 0), 18)) - 1,
        _ => 1_000_000_000_000m,
    });

    private string? MakeOne(Faker faker, long? number)
    {
        if (Choices is { } choices)
        {
            return choices[faker.Random.Int(0, choices.Count - 1)];
        }

        return column.Type switch
        {
            _ when IsNumber => number?.ToString(CultureInfo.InvariantCulture) ?? Number(faker),
            "text" or "varchar" or "bpchar" or "citext" => TextMaker.Make(faker, column, number),
            "date" => CopyText.Of(DateOnly.FromDateTime(number is null ? Date(faker) : referenceTime.AddDays(-number.Value))),
            "timestamp" or "timestamptz" => CopyText.Of(number is null ? Date(faker) : referenceTime.AddMinutes(-number.Value)),
            "time" or "timetz" => CopyText.Of(TimeOnly.FromTimeSpan(TimeSpan.FromSeconds(faker.Random.Int(0, 86_399)))),
            "interval" => CopyText.Of(TimeSpan.FromMinutes(faker.Random.Int(1, 60 * 24 * 30))),
            "uuid" => faker.Random.Uuid().ToString(),
            "bytea" => CopyText.Of(faker.Random.Bytes(16)),
            "json" or "jsonb" => string.Create(CultureInfo.InvariantCulture, $$"""{"value": {{faker.Random.Int(1, 1000)}}, "text": "{{faker.Lorem.Word()}}"}"""),
            "xml" => $"<value>{faker.Lorem.Word()}</value>",
            "inet" => faker.Internet.Ip(),
            "macaddr" => faker.Internet.Mac(),
            "money" => Number(faker),
            _ => null,
        };
    }

    private string Number(Faker faker)
    {
        (decimal low, decimal high) = NumberRange();
        if (_isWhole)
        {
            return faker.Random.Long((long)Math.Ceiling(low), (long)Math.Floor(high)).ToString(CultureInfo.InvariantCulture);
        }

        int scale = column.Type == "numeric" && column.Length is not null ? column.Scale ?? 0 : 2;
        decimal value = Math.Round(low + ((high - low) * (decimal)faker.Random.Double()), Math.Min(scale, 20), MidpointRounding.ToZero);
        return Math.Max(value, low).ToString(CultureInfo.InvariantCulture);
    }

    private (decimal Low, decimal High) NumberRange()
    {
        string name = column.Name.ToUpperInvariant();
        (decimal low, decimal high) = name switch
        {
            _ when name.Contains("QUANTITY", StringComparison.Ordinal) || name.Contains("QTY", StringComparison.Ordinal) => (1m, 10m),
            "AGE" => (18, 90),
            _ when name.EndsWith("YEAR", StringComparison.Ordinal) => (referenceTime.Year - 20, referenceTime.Year),
            _ when name.Contains("PERCENT", StringComparison.Ordinal) => (0, 100),
            _ => (1, 1000),
        };
        decimal lowest = column.Limits.Minimum ?? decimal.MinValue;
        low = Math.Max(low, lowest);
        low = low > Highest ? column.Limits.Minimum ?? Math.Min(0, Highest) : low;
        high = high < low ? low + 1000 : high;
        return (low, Math.Max(low, Math.Min(high, Highest)));
    }

    private DateTime Date(Faker faker) => column.Name.Contains("birth", StringComparison.OrdinalIgnoreCase) || column.Name is "dob" or "born"
        ? referenceTime.Date.AddDays(-faker.Random.Int(18 * 365, 90 * 365))
        : referenceTime.AddMinutes(-faker.Random.Int(0, PastMinutes));

    private static IReadOnlyList<string>? AllOf(ColumnShape column)
    {
        if (column.Limits.Allowed is { } allowed)
        {
            return allowed;
        }

        if (column.Labels.Count > 0)
        {
            return column.Labels;
        }

        if (column.Type == "bool")
        {
            return ["f", "t"];
        }

        bool isWhole = column.Type is "int2" or "int4" or "int8";
        return isWhole && column.Limits is { Minimum: { } low, Maximum: { } high } && high >= low && high - low < MaximumChoices
            ? [.. Enumerable.Range(0, (int)(high - low) + 1).Select(i => (low + i).ToString("0", CultureInfo.InvariantCulture))]
            : null;
    }
}
