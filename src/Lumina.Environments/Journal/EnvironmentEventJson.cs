using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Events as JSON, as stores keep them: <c>{"type":"componentProvisioned","environmentId":…,"sequence":…,"time":…,"actor":…,…}</c>. <c>docs/events.md</c> lists them.</summary>
/// <remarks>
/// No secret is in it: a secret output is its name, such as <c>{"name":"connectionString","secret":"stored:database/orders:outputs.connectionString"}</c>, and a store keeps the values apart.
/// Members that are not known are passed over. An event that a newer version has written becomes an <see cref="UnknownEvent"/> and is written again as it was.
/// </remarks>
public sealed class EnvironmentEventJson
{
    private const string TypeMember = "type";
    private const string MustBeUnderstoodMember = "mustBeUnderstood";

    private static readonly JsonObject<UnknownEvent> Stamp = new JsonObject<UnknownEvent>("an event", () => new UnknownEvent("", "{}", MustBeUnderstood: false)).WithStamp();

    private readonly EnvironmentEventForms _forms;

    /// <summary>Makes a reader and writer. Components of kinds that other packages bring are written by what they know of themselves.</summary>
    public EnvironmentEventJson()
        : this(kinds: null)
    {
    }

    internal EnvironmentEventJson(ComponentKindRegistry? kinds) => _forms = new EnvironmentEventForms(kinds);

    /// <summary>The name of an event's type in JSON, such as <c>componentProvisioned</c>.</summary>
    /// <exception cref="ArgumentException">The event is none of the closed family.</exception>
    public string TypeOf(EnvironmentEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return @event is UnknownEvent unknown ? unknown.Type : _forms.Of(@event).Name;
    }

    /// <summary>Writes an event on one line.</summary>
    /// <exception cref="ArgumentException">The event is none of the closed family.</exception>
    public string Write(EnvironmentEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return JsonText.Write(writer => Write(writer, @event));
    }

    /// <summary>Writes an event.</summary>
    /// <exception cref="ArgumentException">The event is none of the closed family.</exception>
    public void Write(Utf8JsonWriter writer, EnvironmentEvent @event)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(@event);
        if (@event is UnknownEvent unknown)
        {
            JsonElement.Parse(unknown.Json).WriteTo(writer);
            return;
        }

        EnvironmentEventForm form = _forms.Of(@event);
        writer.WriteStartObject();
        writer.WriteString(TypeMember, form.Name);
        form.WriteMembers(writer, @event);
        writer.WriteEndObject();
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="FormatException">The text is no event at all.</exception>
    public EnvironmentEvent Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return Read(JsonElement.Parse(json));
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The text is no event: {exception.Message}", exception);
        }
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="FormatException">The JSON is no event at all.</exception>
    public EnvironmentEvent Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(TypeMember, out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("The JSON is no event: it has no type.");
        }

        string name = type.GetString()!;
        if (_forms.Find(name) is not { } form)
        {
            return Unknown(json, name, json.TryGetProperty(MustBeUnderstoodMember, out JsonElement must) && must.ValueKind == JsonValueKind.True);
        }

        JsonReading reading = new() { PassesOverUnknown = true };
        EnvironmentEvent read = form.Read(json, reading);

        // A type that is known with a member that is not, such as a new action: what it did to the environment is not known here either.
        return reading.Faults.Faults.Count == 0 ? read : Unknown(json, name, mustBeUnderstood: true);
    }

    private static UnknownEvent Unknown(JsonElement json, string type, bool mustBeUnderstood)
    {
        JsonReading reading = new() { PassesOverUnknown = true };
        UnknownEvent blank = new(type, JsonText.Write(json.WriteTo), mustBeUnderstood);
        UnknownEvent unknown = Stamp.ReadMembers(blank, json.EnumerateObject(), path: "", reading);
        return reading.Faults.Faults is [SpecificationFault first, ..] ? throw new FormatException($"The JSON is no event: {first}") : unknown;
    }
}
