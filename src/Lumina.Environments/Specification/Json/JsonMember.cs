using System.Text.Json;

namespace Lumina.Environments;

/// <summary>One member of an object: how it is read into it and written from it.</summary>
internal abstract class JsonMember<T>(string name, bool isRequired)
{
    public string Name { get; } = name;

    public bool IsRequired { get; } = isRequired;

    public abstract string Form { get; }

    /// <summary>The object with what the JSON says in place of what was there.</summary>
    public abstract T Read(T target, JsonElement json, string path, JsonReading reading);

    /// <summary>Writes the member, unless it has its default.</summary>
    public abstract void Write(Utf8JsonWriter writer, T value, T defaults);

    public abstract bool IsSame(T left, T right);
}
