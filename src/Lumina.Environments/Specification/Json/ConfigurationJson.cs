using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Lumina.Environments;

/// <summary>Configuration as JSON. Every value is a text in it; which are numbers and which sections are lists is known to who reads it.</summary>
internal static class ConfigurationJson
{
    public static JsonElement From(IConfiguration configuration) => JsonElement.Parse(JsonText.Write(writer => WriteSection(writer, configuration)));

    /// <summary>The JSON with sections whose keys are numbers as lists, for readers that know no configuration.</summary>
    public static string WithLists(JsonElement json) => JsonText.Write(writer => WriteWithLists(writer, json));

    private static void WriteSection(Utf8JsonWriter writer, IConfiguration section)
    {
        writer.WriteStartObject();
        foreach (IConfigurationSection child in section.GetChildren())
        {
            writer.WritePropertyName(child.Key);
            if (child.GetChildren().Any())
            {
                WriteSection(writer, child);
            }
            else
            {
                writer.WriteStringValue(child.Value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteWithLists(Utf8JsonWriter writer, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            json.WriteTo(writer);
            return;
        }

        JsonProperty[] members = [.. json.EnumerateObject()];
        bool isList = members.Length > 0 && Array.TrueForAll(members, member => int.TryParse(member.Name, out _));
        if (isList)
        {
            writer.WriteStartArray();
        }
        else
        {
            writer.WriteStartObject();
        }

        foreach (JsonProperty member in members)
        {
            if (!isList)
            {
                writer.WritePropertyName(member.Name);
            }

            WriteWithLists(writer, member.Value);
        }

        if (isList)
        {
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteEndObject();
        }
    }
}
