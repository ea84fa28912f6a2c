using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Lumina.Environments.Tests.Specification;

/// <summary>The published schema says what the reader and the validator say, as far as a schema can.</summary>
[Trait("Category", "Creation")]
public sealed class SpecificationSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(RepositoryFile.Read("docs/environment.schema.json"));

    private static readonly string Maximal = Specs.Maximal.ToJson();

    [Fact]
    public void The_reference_environment_is_valid_by_schema_and_by_code()
    {
        Faults(RepositoryFile.Read("samples/platform/environment.json")).Should().BeEmpty();
        EnvironmentSpec.FromFile("samples/platform/environment.json").Validate().Should().BeEmpty();
    }

    [Fact]
    public void The_canonical_json_of_every_member_is_valid() => Faults(Maximal).Should().BeEmpty();

    [Theory]
    [InlineData("name", "\"Check out\"", "a name is a DNS label")]
    [InlineData("owner", "null", "who is no owner")]
    [InlineData("type", "\"testin\"", "an unknown word")]
    [InlineData("lifetime", "\"4\"", "a bare number is no duration")]
    [InlineData("nonsense", "1", "an unknown member")]
    [InlineData("healing", """{"maximumRestarts":101}""", "out of range")]
    [InlineData("tags", """{"lumina-owner":"me"}""", "a mark of the library")]
    [InlineData("network", """{"cidr":"10.0.0.0"}""", "a block without a length")]
    [InlineData("network", """{"securityGroups":[{"name":"a","ingress":[{"fromPort":1,"toPort":2}]}]}""", "a rule that names nobody")]
    [InlineData("network", """{"securityGroups":[{"name":"a","ingress":[{"fromPort":1,"toPort":2,"cidr":"0.0.0.0/0","group":"a"}]}]}""", "a rule that names two")]
    [InlineData("databases", """[{"name":"a"}]""", "a database without a type")]
    [InlineData("databases", """[{"name":"a","type":"redis","storageGib":0}]""", "out of range")]
    [InlineData("databases", """[{"name":"a","type":"redis","existing":{"secret":"hunter2"}}]""", "a secret itself instead of its source")]
    [InlineData("databases", """[{"name":"a","type":"postgresql","data":{"sources":[]}}]""", "data from nowhere")]
    [InlineData("databases", """[{"name":"a","type":"postgresql","data":{"sources":[{"csvFile":"a.csv"}]}}]""", "a CSV file for no table")]
    [InlineData("databases", """[{"name":"a","type":"postgresql","data":{"sources":[{"csvFile":"a.csv","jsonFile":"a.json","table":"a"}]}}]""", "a source of two kinds")]
    [InlineData("services", """[{"name":"a","sources":[]}]""", "a service of nothing")]
    [InlineData("services", """[{"name":"a","sources":[{"image":"a","project":"b"}]}]""", "a source of two kinds")]
    [InlineData("services", """[{"name":"a","sources":[{"image":"a"}],"endpoints":[{"name":"http","protocol":"http","port":70000}]}]""", "no port")]
    [InlineData("services", """[{"name":"a","sources":[{"image":"a"}],"settings":{"A=B":"c"}}]""", "no name of an environment variable")]
    [InlineData("services", """[{"name":"a","sources":[{"image":"a"}],"run":"* * *"}]""", "no schedule")]
    [InlineData("services", """[{"name":"a","sources":[{"dockerfile":""}]}]""", "a Dockerfile nowhere")]
    [InlineData("services", """[{"name":"a","sources":[{"image":"a"}],"outputs":{"a b":"c"}}]""", "no name of an output")]
    [InlineData("services", """[{"name":"a","sources":[{"image":"a"}],"container":{"memoryMib":5}}]""", "too little memory to run in")]
    [InlineData("services", """[{"name":"a","sources":[{"image":"a"}],"container":{"mounts":[{"type":"memory","target":"tmp"}]}}]""", "a mount nowhere")]
    [InlineData("components", """[{"kind":"database","name":"a"}]""", "one of the library's own kinds")]
    public void What_the_code_refuses_the_schema_refuses(string member, string value, string reason)
    {
        JsonObject spec = new() { ["name"] = "a", ["owner"] = "b" };
        Faults(spec.ToJsonString()).Should().BeEmpty();
        spec[member] = JsonNode.Parse(value);

        Faults(spec.ToJsonString()).Should().NotBeEmpty(reason);
        IsRefusedByCode(spec.ToJsonString()).Should().BeTrue(reason);
    }

    [Fact]
    public void The_schema_has_the_members_that_the_json_has_and_no_others()
    {
        JsonElement schema = JsonDocument.Parse(RepositoryFile.Read("docs/environment.schema.json")).RootElement;
        HashSet<string> described = [.. Described(schema)];
        HashSet<string> written = [.. Written(JsonDocument.Parse((Specs.Maximal with { Components = [] }).ToJson()).RootElement, "")];

        written.Should().BeSubsetOf(described, "what the canonical JSON writes is described");
        described.Except(["$schema", "components", "kind"]).Should().BeSubsetOf(written, "what is described is written for the spec that has everything");
    }

    [Fact]
    public void Every_object_in_the_schema_is_closed_but_maps_and_other_packages_components()
    {
        JsonElement schema = JsonDocument.Parse(RepositoryFile.Read("docs/environment.schema.json")).RootElement;

        Objects(schema).Where(item => !item.TryGetProperty("additionalProperties", out _)).Select(item => item.GetProperty("description").GetString())
            .Should().Equal("A component of a kind that another package brings; what else it has is that kind's.");
    }

    private static IEnumerable<string> Faults(string json)
    {
        EvaluationResults results = Schema.Evaluate(JsonDocument.Parse(json).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] : [.. (results.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")).DefaultIfEmpty("invalid")];
    }

    private static bool IsRefusedByCode(string json)
    {
        try
        {
            return EnvironmentSpec.FromJson(json).Validate().Count > 0;
        }
        catch (InvalidEnvironmentSpecException)
        {
            return true;
        }
    }

    private static IEnumerable<string> Described(JsonElement schema) => Objects(schema)
        .Where(item => item.TryGetProperty("properties", out _))
        .SelectMany(item => item.GetProperty("properties").EnumerateObject().Select(member => member.Name));

    private static IEnumerable<JsonElement> Objects(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => (schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() == "object" ? [schema] : Enumerable.Empty<JsonElement>())
            .Concat(schema.EnumerateObject().SelectMany(member => Objects(member.Value))),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    private static IEnumerable<string> Written(JsonElement json, string parent) => json.ValueKind switch
    {
        JsonValueKind.Object when parent is "tags" or "metadata" or "settings" or "outputs" => json.EnumerateObject().SelectMany(member => Written(member.Value, "")),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Written(member.Value, member.Name).Prepend(member.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(item => Written(item, "")),
        _ => [],
    };
}
