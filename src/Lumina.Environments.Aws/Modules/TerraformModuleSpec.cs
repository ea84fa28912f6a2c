using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Lumina.Environments.Aws;

namespace Lumina.Environments;

/// <summary>A terraform module of your own as a component: its outputs become the component's, and what it makes is marked, listed and destroyed like everything else.</summary>
/// <remarks>The module is used as it is. It gets the AWS provider that the environment has, with its tags and region, and must configure none itself.</remarks>
/// <param name="Name">Its name in the environment: a DNS label.</param>
public sealed record TerraformModuleSpec(string Name) : ComponentSpec(Name)
{
    /// <summary>The kind: <c>terraform-module</c>.</summary>
    public const string KindName = "terraform-module";

    /// <inheritdoc />
    public override string Kind => KindName;

    /// <summary>Where it is: a folder (absolute, or relative to the base directory and beginning with <c>./</c> or <c>../</c>), or any other source that terraform takes, such as an address in a registry.</summary>
    public required string Source { get; init; }

    /// <summary>The version, for a module of a registry; null for others.</summary>
    public string? Version { get; init; }

    /// <summary>Its variables. Texts are literals: <c>${x}</c> in one is no expression. They are recorded: never a secret.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Variables { get; init => field = new Dictionary<string, JsonNode?>(value ?? new Dictionary<string, JsonNode?>(), StringComparer.Ordinal); } = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);

    /// <summary>A variable of the module that is given a name which no other environment has: at most 24 lower-case letters, digits and hyphens, beginning with a letter, always the same for this component. For modules that name what they make, since AWS
    /// gives who makes a queue or a topic the one that has the name already; null (the default) for none.</summary>
    public string? NameVariable { get; init; }

    /// <summary>The module's outputs that become the component's, by name. Each is a secret: what a module tells may be one.</summary>
    public IReadOnlyList<string> Outputs { get; init => field = [.. value ?? []]; } = [];

    /// <inheritdoc />
    public override IEnumerable<string>? DeclaredOutputs => Outputs;

    /// <inheritdoc />
    public override IEnumerable<SpecificationFault> Validate()
    {
        if (string.IsNullOrWhiteSpace(Source))
        {
            yield return new SpecificationFault("source", "it is empty.", "Name a folder, such as ./infra/queue, or another source that terraform takes.");
        }

        foreach (string name in Variables.Keys.Concat(Outputs.Select(output => output ?? "")).Where(name => !TerraformAddress.IsIdentifier(name)))
        {
            yield return new SpecificationFault(Variables.ContainsKey(name) ? "variables" : "outputs", $"'{name}' is no name in terraform.", "Letters, digits, _ and -, beginning with a letter or _.");
        }

        if (NameVariable is { } given && !TerraformAddress.IsIdentifier(given))
        {
            yield return new SpecificationFault("nameVariable", $"'{given}' is no name in terraform.", "Letters, digits, _ and -, beginning with a letter or _.");
        }

        if (NameVariable is { } twice && Variables.ContainsKey(twice))
        {
            yield return new SpecificationFault("nameVariable", $"'{twice}' is among the variables, too.", "Leave it out of one of the two.");
        }

        foreach (string name in Variables.Keys.Append(NameVariable).OfType<string>().Where(name => name is "source" or "version" or "providers" or "count" or "for_each" or "depends_on" or "lifecycle" or "locals"))
        {
            yield return new SpecificationFault(Variables.ContainsKey(name) ? "variables" : "nameVariable", $"'{name}' is a word of terraform's own for a module.", "Rename the variable.");
        }

        if (Outputs.Distinct(StringComparer.OrdinalIgnoreCase).Count() < Outputs.Count)
        {
            yield return new SpecificationFault("outputs", "a name is there twice.", "Name each output once.");
        }
    }

    /// <inheritdoc />
    public override JsonTypeInfo? GetJsonTypeInfo() => TerraformModuleJson.Default.TerraformModuleSpec;
}
