using System.Text.Json;

namespace Lumina.Environments;

/// <summary>One reading of a document: what is wrong with it, and how strictly it is taken.</summary>
internal sealed class JsonReading
{
    public FaultList Faults { get; } = new();

    /// <summary>The document was a configuration: everything in it is text, lists are sections with numbers as keys, and the case of keys says nothing.</summary>
    public bool IsConfiguration { get; init; }

    /// <summary>Members that are not known are passed over instead of being faults.</summary>
    public bool PassesOverUnknown { get; init; }

    public StringComparer NameComparer => IsConfiguration ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The members of an object; null where the JSON is none. A configuration cannot tell an empty section from null.</summary>
    public IEnumerable<JsonProperty>? MembersOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject(),
        JsonValueKind.Null when IsConfiguration => [],
        JsonValueKind.String when IsConfiguration && json.GetString()!.Length == 0 => [],
        _ => null,
    };

    /// <summary>The items of a list; null where the JSON is none.</summary>
    public IEnumerable<JsonElement>? ItemsOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray(),
        JsonValueKind.Null when IsConfiguration => [],
        JsonValueKind.String when IsConfiguration && json.GetString()!.Length == 0 => [],
        JsonValueKind.Object when IsConfiguration && json.EnumerateObject().All(member => int.TryParse(member.Name, out _)) =>
            json.EnumerateObject().OrderBy(member => int.Parse(member.Name, System.Globalization.CultureInfo.InvariantCulture)).Select(member => member.Value),
        _ => null,
    };
}
