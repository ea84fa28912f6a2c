using System.Text.Json;

namespace Lumina.Environments;

/// <inheritdoc />
internal sealed class JsonMember<T, TValue>(string name, bool isRequired, JsonCodec<TValue> codec, Func<T, TValue?> get, Func<T, TValue, T> set) : JsonMember<T>(name, isRequired)
{
    public override string Form => codec.Form;

    public override T Read(T target, JsonElement json, string path, JsonReading reading) =>
        codec.TryRead(json, path, reading, out TValue? value) ? set(target, value) : target;

    public override void Write(Utf8JsonWriter writer, T value, T defaults)
    {
        if (get(value) is { } present && (IsRequired || !IsSame(value, defaults)))
        {
            writer.WritePropertyName(Name);
            codec.Write(writer, present);
        }
    }

    public override bool IsSame(T left, T right) => (get(left), get(right)) switch
    {
        ({ } a, { } b) => codec.AreSame(a, b),
        (null, null) => true,
        _ => false,
    };
}
