using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

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
        foreach (JsonProperty member in given)
        {
            string place = JsonReading.Join(path, member.Name);
            if (item.TryRead(member.Value, place, reading, out T? read) && !items.TryAdd(member.Name, read))
            {
                reading.Faults.Add(place, $"'{member.Name}' is there twice.", "Leave one of the two out.");
            }
        }

        value = items;
        return true;
    }

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
