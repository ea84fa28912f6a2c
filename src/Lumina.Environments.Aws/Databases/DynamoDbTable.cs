namespace Lumina.Environments.Aws;

/// <summary>What the settings of a table of DynamoDB say: its key, how it is paid, when items expire.</summary>
internal sealed class DynamoDbTable(ResourceSettings settings)
{
    /// <summary>All that there are.</summary>
    public static readonly IReadOnlyList<string> Names = [HashKeyName, HashKeyTypeName, RangeKeyName, RangeKeyTypeName, BillingName, ReadUnitsName, WriteUnitsName, TtlAttributeName];

    private const string HashKeyName = "hashKey";
    private const string HashKeyTypeName = "hashKeyType";
    private const string RangeKeyName = "rangeKey";
    private const string RangeKeyTypeName = "rangeKeyType";
    private const string BillingName = "billing";
    private const string ReadUnitsName = "readUnits";
    private const string WriteUnitsName = "writeUnits";
    private const string TtlAttributeName = "ttlAttribute";
    private const string Provisioned = "provisioned";
    private const string Text = "text";
    private const int LongestName = 255;
    private const int UsualUnits = 5;
    private const int MostUnits = 40_000;

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal) { [Text] = "S", ["number"] = "N", ["binary"] = "B" };

    public string HashKey => settings.Find(HashKeyName) ?? "id";

    /// <summary>Null where items are known by the hash key alone.</summary>
    public string? RangeKey => settings.Find(RangeKeyName);

    /// <summary>The attribute that holds when an item expires; null for never.</summary>
    public string? TtlAttribute => settings.Find(TtlAttributeName);

    public bool IsProvisioned => settings.Find(BillingName) == Provisioned;

    public long ReadUnits => settings.Number(ReadUnitsName, UsualUnits);

    public long WriteUnits => settings.Number(WriteUnitsName, UsualUnits);

    /// <summary>The key attributes with their types, as DynamoDB calls them.</summary>
    public IEnumerable<(string Name, string Type)> Keys
    {
        get
        {
            yield return (HashKey, Types[settings.Find(HashKeyTypeName) ?? Text]);
            if (RangeKey is { } range)
            {
                yield return (range, Types[settings.Find(RangeKeyTypeName) ?? Text]);
            }
        }
    }

    public IEnumerable<SpecificationFault> FindObstacles()
    {
        SpecificationFault?[] all =
        [
            .. new[] { HashKeyName, RangeKeyName, TtlAttributeName }.Select(FindNameObstacle),
            settings.WhyNotOneOf(HashKeyTypeName, [.. Types.Keys]),
            settings.WhyNotOneOf(RangeKeyTypeName, [.. Types.Keys]),
            settings.WhyNotOneOf(BillingName, ["on-demand", Provisioned]),
            settings.WhyNotNumber(ReadUnitsName, 1, MostUnits),
            settings.WhyNotNumber(WriteUnitsName, 1, MostUnits),
            RangeKey is null && settings.Find(RangeKeyTypeName) is not null
                ? settings.Fault(RangeKeyTypeName, $"{settings.Title} has '{RangeKeyTypeName}' without a '{RangeKeyName}'.", "Name the range key, or leave its type out.")
                : null,
            RangeKey == HashKey ? settings.Fault(RangeKeyName, $"{settings.Title} has '{HashKey}' for both keys.", "Name another attribute for one of them.") : null,
            TtlAttribute is { } ttl && (ttl == HashKey || ttl == RangeKey)
                ? settings.Fault(TtlAttributeName, $"{settings.Title} has '{ttl}' for a key and for '{TtlAttributeName}': when an item expires is no key.", "Name another attribute.")
                : null,
            .. new[] { ReadUnitsName, WriteUnitsName }.Select(name => !IsProvisioned && settings.Find(name) is not null
                ? settings.Fault(name, $"{settings.Title} has '{name}', and units are bought with {BillingName} '{Provisioned}' alone.", "Set that, or leave the units out.")
                : null),
        ];
        return all.OfType<SpecificationFault>();
    }

    private SpecificationFault? FindNameObstacle(string setting) => settings.Find(setting) is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
        ? settings.Fault(setting, $"{settings.Title} has '{name}' for '{setting}'.", $"A name has 1 to {LongestName} characters.")
        : null;
}
