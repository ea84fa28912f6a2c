using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lumina.Environments.Kubernetes;

/// <summary>A value as in the settings of services: a text with references in it, or where a secret comes from.</summary>
internal sealed class SettingValueJson : JsonConverter<SettingValue>
{
    private const string Member = "secret";
    private const string Variable = "env:";

    /// <summary>A secret that was given as it is: the core keeps its value by its place in the spec.</summary>
    private const string Kept = "stored";

    public override SettingValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement value = document.RootElement;
        if (value.ValueKind == JsonValueKind.String)
        {
            try
            {
                return SettingValue.Parse(value.GetString()!);
            }
            catch (FormatException exception)
            {
                throw new JsonException(exception.Message, exception);
            }
        }

        string? source = value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() == 1 && value.TryGetProperty(Member, out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        return source switch
        {
            Kept => SettingValue.FromSecret(new Secret("")),
            { } text when text.StartsWith(Variable, StringComparison.Ordinal) && text.Length > Variable.Length => SettingValue.FromSecret(Secret.FromEnvironmentVariable(text[Variable.Length..])),
            _ => throw new JsonException("A value is a text, in which ${kind/name:output} is a reference, or a secret's source: {\"secret\": \"env:NAME\"}."),
        };
    }

    public override void Write(Utf8JsonWriter writer, SettingValue value, JsonSerializerOptions options)
    {
        if (value.Secret is null)
        {
            writer.WriteStringValue(value.ToString());
            return;
        }

        writer.WriteStartObject();
        writer.WriteString(Member, value.Secret.Source ?? Kept);
        writer.WriteEndObject();
    }
}
