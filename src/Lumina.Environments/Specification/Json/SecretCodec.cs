using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Lumina.Environments;

/// <summary>Secrets: only where they come from, never their value.</summary>
internal sealed class SecretCodec : JsonCodec<Secret>
{
    public const string Member = "secret";

    public static SecretCodec Instance { get; } = new();

    public override string Form => "A secret names where it comes from: {\"secret\": \"env:NAME\"}.";

    public override bool TryRead(JsonElement json, string path, JsonReading reading, [MaybeNullWhen(false)] out Secret value)
    {
        value = null;
        JsonProperty[] members = [.. json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : []];
        if (members is not [JsonProperty only] || !reading.NameComparer.Equals(only.Name, Member) || only.Value.ValueKind != JsonValueKind.String)
        {
            // What was written there may be the secret itself: it is not repeated.
            reading.Faults.Add(path, "It is no secret's source.", Form);
            return false;
        }

        string source = only.Value.GetString()!;
        if (!HasName(source, Secret.EnvironmentScheme) && !HasName(source, Secret.StoredScheme))
        {
            reading.Faults.Add(JsonReading.Join(path, Member), "It is no secret's source.", Form);
            return false;
        }

        value = Secret.FromSource(source);
        return true;
    }

    public override void Write(Utf8JsonWriter writer, Secret value) => Write(writer, value.Source ?? throw new InvalidOperationException("A literal secret has no JSON before it has a name."));

    public static void Write(Utf8JsonWriter writer, string source)
    {
        writer.WriteStartObject();
        writer.WriteString(Member, source);
        writer.WriteEndObject();
    }

    private static bool HasName(string source, string scheme) => source.StartsWith(scheme, StringComparison.Ordinal) && source.Length > scheme.Length;
}
