using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Reads and writes values of one type as JSON. What is wrong is gathered, not thrown, so that all of it is told at once.</summary>
internal abstract class JsonCodec<T>
{
    /// <summary>What is allowed, as the end of a fault.</summary>
    public abstract string Form { get; }

    public abstract bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out T value);

    public abstract void Write(Utf8JsonWriter writer, T value);

    /// <summary>Whether two values have the same JSON: a member that has its default's is left out.</summary>
    public virtual bool AreSame(T left, T right) => EqualityComparer<T>.Default.Equals(left, right);

    /// <summary>Tells that the JSON is no value of this type.</summary>
    protected bool Refuse(JsonElement json, string path, JsonReading reading)
    {
        reading.Faults.Add(path, $"{Text(json)} is not allowed here.", Form);
        return false;
    }

    private static string Text(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "An object",
        JsonValueKind.Array => "A list",
        JsonValueKind.String => $"'{json.GetString()}'",
        _ => json.GetRawText(),
    };
}
