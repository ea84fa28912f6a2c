using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Lumina.Environments;

/// <summary>Names and values, sorted by the names.</summary>
internal sealed class MapCodec<T>(JsonCodec<T> item) : JsonCodec<IReadOnlyDictionary<string, T>>
{
    public override string Form => "It is an object of names and values.";

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, T> value)
    {
        value = null;
        if (reading.MembersOf(json) is not { } given)
        {
            return Refuse(json, path, reading);
        }

        Dictionary<string, T> items = new(StringComparer.Ordinal);
        foreach ((string name, JsonElement element) in reading.IsConfiguration ? Unfold(given) : given.Select(member => (member.Name, member.Value)))
        {
            string place = JsonReading.Join(path, name);
            if (item.TryRead(element, place, reading, out T? read) && !items.TryAdd(name, read))
            {
                reading.Faults.Add(place, $"'{name}' is there twice.", "Leave one of the two out.");
            }
        }

        value = items;
        return true;
    }

    // In a configuration a name with colons is sections within sections. A secret's source is one, too.
    private static IEnumerable<(string Name, JsonElement Value)> Unfold(IEnumerable<JsonProperty> members) => members.SelectMany(member => IsSection(member.Value)
        ? Unfold(member.Value.EnumerateObject()).Select(inner => (member.Name + ConfigurationPath.KeyDelimiter + inner.Name, inner.Value))
        : [(member.Name, member.Value)]);

    private static bool IsSection(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && (json.EnumerateObject().ToArray() is not [JsonProperty only] || only.Value.ValueKind != JsonValueKind.String || !string.Equals(only.Name, SecretCodec.Member, StringComparison.OrdinalIgnoreCase));

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, T> value)
    {
        writer.WriteStartObject();
        foreach ((string name, T element) in value.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            item.Write(writer, element);
        }

        writer.WriteEndObject();
    }

    public override bool AreSame(IReadOnlyDictionary<string, T> left, IReadOnlyDictionary<string, T> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out T? other) && item.AreSame(pair.Value, other));
}
