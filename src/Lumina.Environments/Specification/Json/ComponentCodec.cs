using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lumina.Environments;

/// <summary>Components of kinds that other packages bring: kept whole when they are read, since who reads may not know the kind.</summary>
/// <param name="kinds">The kinds that are known, for writing; null for what the specs themselves know.</param>
internal sealed class ComponentCodec(ComponentKindRegistry? kinds) : JsonCodec<ComponentSpec>
{
    private const string KindMember = "kind";
    private const string NameMember = "name";

    private static readonly JsonObject<OpaqueComponentSpec> Members = new JsonObject<OpaqueComponentSpec>("a component", () => new OpaqueComponentSpec("", "", "{}")).WithComponentMembers();

    public override string Form => "It is an object with the members kind and name, and what the kind has.";

    /// <summary>How the specs of a component's kind are written; null where they come from code alone.</summary>
    public JsonTypeInfo? TypeInfoOf(ComponentSpec component) =>
        kinds is not null && kinds.TryFind(component.Kind, out ComponentKindRegistration? registration) && registration.SpecType == component.GetType() && registration.Json is not null
            ? registration.Json
            : component.GetJsonTypeInfo();

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out ComponentSpec value)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Refuse(json, path, reading);
        }

        string? kind = ReadText(json, KindMember, path, reading);
        string? name = ReadText(json, NameMember, path, reading);
        if (string.IsNullOrEmpty(kind))
        {
            reading.Faults.Add(JsonReading.Join(path, KindMember), $"'{KindMember}' is missing.", Form);
            return false;
        }

        OpaqueComponentSpec opaque = new(kind, name ?? "", Whole(json, reading));
        IEnumerable<JsonProperty> shared = json.EnumerateObject().Where(member => Members.Names.Contains(member.Name, reading.NameComparer));
        value = Members.ReadMembers(opaque, shared, path, reading);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, ComponentSpec value)
    {
        writer.WriteStartObject();
        writer.WriteString(KindMember, value.Kind);
        if (value.Name.Length > 0)
        {
            writer.WriteString(NameMember, value.Name);
        }

        Members.WriteMembers(writer, (OpaqueComponentSpec)new OpaqueComponentSpec(value.Kind, value.Name, "{}").WithSharedOf(value));
        foreach (JsonProperty member in OwnMembers(value))
        {
            writer.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(member.Name));
            member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    public override bool AreSame(ComponentSpec left, ComponentSpec right) => ReferenceEquals(left, right);

    private IEnumerable<JsonProperty> OwnMembers(ComponentSpec component)
    {
        JsonElement? whole = component is OpaqueComponentSpec opaque ? JsonElement.Parse(opaque.Json)
            : TypeInfoOf(component) is { } json ? JsonSerializer.SerializeToElement(component, json)
            : null;
        return whole is { } members ? members.EnumerateObject().Where(member => !ComponentMembers.Own.Contains(member.Name)) : [];
    }

    private static string? ReadText(JsonElement json, string member, string path, JsonReading reading)
    {
        foreach (JsonProperty property in json.EnumerateObject().Where(property => reading.NameComparer.Equals(property.Name, member)))
        {
            return Codecs.Text.TryRead(property.Value, JsonReading.Join(path, member), reading, out string? text) ? text : null;
        }

        return null;
    }

    private static string Whole(JsonElement json, JsonReading reading) => reading.IsConfiguration ? ConfigurationJson.WithLists(json) : JsonSerializer.Serialize(json, JsonElementContext.Default.JsonElement);
}
