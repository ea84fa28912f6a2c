using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lumina.Environments;

/// <summary>Reads a component that was kept whole, once its kind is known: what every component has comes from the whole, the rest by the JSON of its package.</summary>
internal static class OpaqueComponentReader
{
    public static ComponentSpec? Read(OpaqueComponentSpec component, ComponentKindRegistration registration, JsonTypeInfo json, string path, FaultList faults)
    {
        int before = faults.Faults.Count;
        JsonElement members = JsonElement.Parse(JsonText.Write(writer => WriteMembers(writer, component, registration, json, path, faults)));
        if (faults.Faults.Count > before)
        {
            return null;
        }

        try
        {
            return members.Deserialize(json) is ComponentSpec spec ? (spec with { Name = component.Name }).WithSharedOf(component) : null;
        }
        catch (JsonException exception)
        {
            faults.Add(path + exception.Path?.TrimStart('$'), $"It cannot be read as a {component.Kind}.", exception.Message);
            return null;
        }
    }

    /// <summary>Writes what the package's reader takes: the name, what is given, and the defaults of what is not.</summary>
    private static void WriteMembers(Utf8JsonWriter writer, OpaqueComponentSpec component, ComponentKindRegistration registration, JsonTypeInfo json, string path, FaultList faults)
    {
        HashSet<string> written = new(StringComparer.OrdinalIgnoreCase);
        writer.WriteStartObject();
        if (Find(json, nameof(ComponentSpec.Name)) is { } name)
        {
            writer.WriteString(name.Name, component.Name);
        }

        foreach (JsonProperty given in OwnMembers(JsonElement.Parse(component.Json)))
        {
            if (Find(json, given.Name) is not { } property)
            {
                faults.Add($"{path}.{given.Name}", $"'{given.Name}' is no member of a {component.Kind}.", Suggestion.Of(given.Name, Names(json)));
            }
            else if (written.Add(property.Name))
            {
                writer.WritePropertyName(property.Name);
                TypedJson.Write(writer, given.Value, property.PropertyType, json.Options);
            }
        }

        if (registration.Blank is { } blank)
        {
            foreach (JsonProperty member in OwnMembers(JsonSerializer.SerializeToElement(blank(component.Name), json)).Where(member => written.Add(member.Name)))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<JsonProperty> OwnMembers(JsonElement whole) => whole.EnumerateObject().Where(member => !ComponentMembers.Own.Contains(member.Name));

    private static JsonPropertyInfo? Find(JsonTypeInfo json, string name) => json.Properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Names(JsonTypeInfo json) =>
        json.Properties.Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Where(name => !ComponentMembers.Own.Contains(name));
}
