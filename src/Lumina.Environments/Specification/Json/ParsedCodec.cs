using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Values that are a text in JSON.</summary>
internal sealed class ParsedCodec<T>(ParsedCodec<T>.Parser parse, Func<T, string> format, string form) : JsonCodec<T>
{
    public delegate bool Parser(string text, [MaybeNullWhen(false)] out T value);

    public override string Form => form;

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return (json.ValueKind == JsonValueKind.String && parse(json.GetString()!, out value)) || Refuse(json, path, reading);
    }

    public override void Write(Utf8JsonWriter writer, T value) => writer.WriteStringValue(format(value));
}
