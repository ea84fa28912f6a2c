using System.Text.Json;

namespace Lumina.Environments;

/// <summary>How events of one type are read and written.</summary>
internal abstract class EnvironmentEventForm(Type type)
{
    public Type Type { get; } = type;

    /// <summary>The type's name in JSON.</summary>
    public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(type.Name);

    public abstract EnvironmentEvent Read(JsonElement json, JsonReading reading);

    public abstract void WriteMembers(Utf8JsonWriter writer, EnvironmentEvent @event);
}

/// <inheritdoc />
internal sealed class EnvironmentEventForm<T>(JsonObject<T> codec, Func<T> blank) : EnvironmentEventForm(typeof(T))
    where T : EnvironmentEvent
{
    public override EnvironmentEvent Read(JsonElement json, JsonReading reading) => codec.ReadMembers(blank(), json.EnumerateObject(), path: "", reading);

    public override void WriteMembers(Utf8JsonWriter writer, EnvironmentEvent @event) => codec.WriteMembers(writer, (T)@event);
}
