using System.Runtime.Versioning;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>What a workspace's configuration says of its resources, as far as it is told without asking terraform: literals, and references to what is known.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TerraformWritten
{
    private readonly Dictionary<string, JsonElement> _resources = new(StringComparer.Ordinal);

    /// <summary>Reads the files of a workspace that are written as JSON.</summary>
    public static TerraformWritten Read(TerraformWorkspace workspace)
    {
        TerraformWritten written = new();
        foreach (string file in workspace.ConfigurationFiles())
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach ((string address, JsonElement arguments) in document.RootElement.Members("resource")
                .SelectMany(type => type.Value.EnumerateObject().Select(resource => ($"{type.Name}.{resource.Name}", resource.Value))))
            {
                written._resources[address] = arguments.Clone();
            }
        }

        return written;
    }

    /// <summary>A tag of a resource; null where it has none that is a literal.</summary>
    public string? Tag(string address, string name) => _resources.GetValueOrDefault(address).Member("tags")?.Text(name);

    /// <summary>The arguments of a resource that are texts.</summary>
    /// <param name="address">Which.</param>
    /// <param name="attribute">The value of another resource's attribute; null where it is not known.</param>
    public IReadOnlyDictionary<string, string> Arguments(string address, Func<string, string, string?> attribute)
    {
        Dictionary<string, string> arguments = new(StringComparer.Ordinal);
        foreach (JsonProperty argument in _resources.TryGetValue(address, out JsonElement resource) ? resource.EnumerateObject() : [])
        {
            if (argument.Value.ValueKind == JsonValueKind.String && Resolve(argument.Value.GetString()!, attribute) is { } value)
            {
                arguments[argument.Name] = value;
            }
        }

        return arguments;
    }

    /// <summary>A literal, or one reference and nothing else.</summary>
    private static string? Resolve(string template, Func<string, string, string?> attribute)
    {
        if (template.StartsWith("${", StringComparison.Ordinal) && template.IndexOf('}', StringComparison.Ordinal) == template.Length - 1)
        {
            return template[2..^1].Split('.') is [var type, var name, var path] ? attribute($"{type}.{name}", path) : null;
        }

        string bare = template.Replace("$${", "", StringComparison.Ordinal).Replace("%%{", "", StringComparison.Ordinal);
        return bare.Contains("${", StringComparison.Ordinal) || bare.Contains("%{", StringComparison.Ordinal)
            ? null
            : template.Replace("$${", "${", StringComparison.Ordinal).Replace("%%{", "%{", StringComparison.Ordinal);
    }
}
