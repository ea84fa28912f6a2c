using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lumina.Environments;

/// <summary>Writes JSON for a reader that wants certain types, where it comes from a configuration, in which everything is text.</summary>
internal static class TypedJson
{
    public static void Write(Utf8JsonWriter writer, JsonElement json, Type wanted, JsonSerializerOptions options)
    {
        if (json.ValueKind == JsonValueKind.String && Bare(wanted, json.GetString()!) is { } bare)
        {
            writer.WriteRawValue(bare);
        }
        else if (json.ValueKind == JsonValueKind.Array && options.TryGetTypeInfo(wanted, out JsonTypeInfo? list) && list.ElementType is { } item)
        {
            writer.WriteStartArray();
            foreach (JsonElement element in json.EnumerateArray())
            {
                Write(writer, element, item, options);
            }

            writer.WriteEndArray();
        }
        else if (json.ValueKind == JsonValueKind.Object && options.TryGetTypeInfo(wanted, out JsonTypeInfo? type) && (type.Kind == JsonTypeInfoKind.Object || type.ElementType is not null))
        {
            WriteObject(writer, json, type, options);
        }
        else
        {
            json.WriteTo(writer);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement json, JsonTypeInfo type, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (JsonProperty member in json.EnumerateObject())
        {
            JsonPropertyInfo? property = type.Properties.FirstOrDefault(candidate => string.Equals(candidate.Name, member.Name, StringComparison.OrdinalIgnoreCase));
            writer.WritePropertyName(property?.Name ?? member.Name);
            Write(writer, member.Value, property?.PropertyType ?? type.ElementType ?? typeof(object), options);
        }

        writer.WriteEndObject();
    }

    /// <summary>The text as it stands in JSON where the type is a number or a truth value and the text is one; else null.</summary>
    private static string? Bare(Type wanted, string text)
    {
        Type type = Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (type == typeof(bool))
        {
            return bool.TryParse(text, out bool value) ? (value ? "true" : "false") : null;
        }

        bool isNumber = !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;
        return isNumber && decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out decimal number)
            ? number.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : null;
    }
}
