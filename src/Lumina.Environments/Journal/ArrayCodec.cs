using System.Collections.Immutable;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Immutable arrays, in their order.</summary>
internal sealed class ArrayCodec<T>(JsonCodec<T> item) : JsonCodec<ImmutableArray<T>>
{
    private readonly ListCodec<T> _list = new(item);

    public override string Form => _list.Form;

    public override bool TryRead(JsonElement json, string path, JsonReading reading, out ImmutableArray<T> value)
    {
        bool read = _list.TryRead(json, path, reading, out IReadOnlyList<T>? items);
        value = read ? [.. items!] : [];
        return read;
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<T> value) => _list.Write(writer, Present(value));

    public override bool AreSame(ImmutableArray<T> left, ImmutableArray<T> right) => _list.AreSame(Present(left), Present(right));

    private static ImmutableArray<T> Present(ImmutableArray<T> value) => value.IsDefault ? [] : value;
}
