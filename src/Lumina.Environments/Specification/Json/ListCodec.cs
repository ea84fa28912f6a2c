using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Lists, in their order.</summary>
internal sealed class ListCodec<T>(JsonCodec<T> item) : JsonCodec<IReadOnlyList<T>>
{
    public override string Form => "It is a list.";

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out IReadOnlyList<T> value)
    {
        value = null;
        if (reading.ItemsOf(json) is not { } given)
        {
            return Refuse(json, path, reading);
        }

        List<T> items = [];
        int index = 0;
        foreach (JsonElement element in given)
        {
            if (item.TryRead(element, $"{path}[{index++}]", reading, out T? read))
            {
                items.Add(read);
            }
        }

        value = items;
        return true;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value)
    {
        writer.WriteStartArray();
        foreach (T element in value)
        {
            item.Write(writer, element);
        }

        writer.WriteEndArray();
    }

    public override bool AreSame(IReadOnlyList<T> left, IReadOnlyList<T> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => item.AreSame(pair.First, pair.Second));
}
