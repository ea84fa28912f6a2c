using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Values that may be left out.</summary>
internal sealed class NullableCodec<T>(JsonCodec<T> inner) : JsonCodec<T?>
    where T : struct
{
    public override string Form => inner.Form;

    public override bool TryRead(JsonElement json, string path, JsonReading reading, out T? value)
    {
        // A configuration keeps a null of its source.
        if (json.ValueKind == JsonValueKind.Null)
        {
            value = null;
            return true;
        }

        bool read = inner.TryRead(json, path, reading, out T present);
        value = read ? present : null;
        return read;
    }

    public override void Write(Utf8JsonWriter writer, T? value) => inner.Write(writer, value!.Value);
}
