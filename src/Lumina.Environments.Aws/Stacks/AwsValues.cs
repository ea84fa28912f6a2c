using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>The values of one component's outputs, by the names under which they were written.</summary>
/// <param name="literals">Those that the configuration itself tells.</param>
/// <param name="values">Those that terraform has worked out.</param>
internal sealed class AwsValues(IReadOnlyDictionary<string, string> literals, IReadOnlyDictionary<string, JsonElement> values)
{
    public IEnumerable<string> Names => values.Keys;

    /// <summary>The value as text; null where there is none.</summary>
    public string? Find(string name) => literals.TryGetValue(name, out string? literal) ? literal : values.TryGetValue(name, out JsonElement value)
        ? value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => value.GetString(),
            _ => Compact(value),
        }
        : null;

    /// <summary>The value as text.</summary>
    /// <exception cref="Lumina.Environments.Providers.ProviderException">Terraform told none.</exception>
    public string Get(string name) => Find(name) ?? throw new Lumina.Environments.Providers.ProviderException($"terraform told no value of '{name}', which its provider should know after an apply; look whether the provider's version is one that the documentation names");

    /// <summary>A list of texts; empty where there is none.</summary>
    public IReadOnlyList<string> List(string name) =>
        values.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.ToString())] : [];

    // A state is written for people: with line breaks.
    private static string Compact(JsonElement value)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
