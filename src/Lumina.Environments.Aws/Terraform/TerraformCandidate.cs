using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>Something in doubt that may be there under this id.</summary>
/// <param name="Address">Its address in the configuration.</param>
/// <param name="Provider">The whole address of its provider, such as <c>registry.terraform.io/hashicorp/aws</c>.</param>
/// <param name="SchemaVersion">The version of its type's schema (<see cref="TerraformSchemaVersions"/>).</param>
/// <param name="Attributes">What the provider needs to find it: the id, for some types more.</param>
internal sealed record TerraformCandidate(TerraformAddress Address, string Provider, long SchemaVersion, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The module that it is in; null for the root.</summary>
    public string? Module { get; init; }

    /// <summary>Which of several, as JSON; null where there is one.</summary>
    public string? Index { get; init; }

    /// <summary>As terraform names it.</summary>
    public string FullAddress => new TerraformInstanceAddress(Module, Address, Index).ToString();

    /// <summary>Addresses of what is destroyed only after it. Default: none, and what the configuration says.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>As terraform writes an instance, with as much as is known. Refreshing fills in the rest.</summary>
    public JsonObject ToState()
    {
        JsonObject instance = new()
        {
            ["schema_version"] = SchemaVersion,
            ["attributes"] = new JsonObject(Attributes.Select(attribute => KeyValuePair.Create(attribute.Key, (JsonNode?)attribute.Value))),
            ["sensitive_attributes"] = new JsonArray(),
            ["dependencies"] = new JsonArray([.. Dependencies.Select(address => JsonValue.Create(address))]),
        };
        if (Index is not null)
        {
            instance["index_key"] = JsonNode.Parse(Index);
        }

        JsonObject resource = new()
        {
            ["mode"] = "managed",
            ["type"] = Address.Type,
            ["name"] = Address.Name,
            ["provider"] = $"provider[\"{Provider}\"]",
            ["instances"] = new JsonArray(instance),
        };
        if (Module is not null)
        {
            resource["module"] = Module;
        }

        return resource;
    }
}
