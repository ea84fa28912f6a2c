using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lumina.Environments.Drift;

namespace Lumina.Environments.Aws;

/// <summary>
/// What terraform found changed or gone when it looked at what the state knows. Of a change only what the configuration says counts: the rest AWS computes, and changes with what is made
/// afterwards. What the state does not know is told by <see cref="AwsAdditions"/>.
/// </summary>
internal sealed class AwsDrift
{
    private const string AllTags = "tags_all";

    private readonly ILookup<ComponentName, ResourceDrift> _drifts;

    private AwsDrift(IEnumerable<ResourceDrift> drifts) => _drifts = drifts.ToLookup(drift => drift.Component);

    public IReadOnlyList<ResourceDrift> Of(ComponentName component) => [.. _drifts[component]];

    /// <summary>Looks, and changes nothing.</summary>
    /// <param name="run">Terraform.</param>
    /// <param name="workspace">Where it works.</param>
    /// <param name="components">The components that are asked about.</param>
    /// <param name="cancellationToken">Stops terraform.</param>
    [SupportedOSPlatform("linux")]
    public static async Task<AwsDrift> FindAsync(TerraformRun run, TerraformWorkspace workspace, IEnumerable<ComponentName> components, CancellationToken cancellationToken)
    {
        try
        {
            await run.PlanAsync(TerraformPlanMode.RefreshOnly, cancellationToken).ConfigureAwait(false);
            using JsonDocument plan = await run.ShowAsync(plan: true, cancellationToken).ConfigureAwait(false);
            return Read(plan.RootElement, components
                .SelectMany(component => workspace.ReadPartAddresses(AwsPart.FileNameOf(component)).Select(address => KeyValuePair.Create(address, component)))
                .ToDictionary());
        }
        finally
        {
            File.Delete(workspace.PlanFile); // it holds secrets
        }
    }

    /// <summary>Reads a plan in terraform's own form.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="components">To which component a resource belongs.</param>
    public static AwsDrift Read(JsonElement plan, IReadOnlyDictionary<TerraformAddress, ComponentName> components)
    {
        TerraformPlan written = new(plan);
        return new AwsDrift(plan.Items("resource_drift").Select(Read).OfType<ResourceDrift>().ToList());

        ResourceDrift? Read(JsonElement found)
        {
            if (found.Text("address") is not { } address || found.Text("type") is not { } type || found.Member("change") is not { } change
                || !components.TryGetValue(TerraformAddress.RootOf(address), out ComponentName component))
            {
                return null;
            }

            JsonObject before = Node(change, "before") as JsonObject ?? [];
            string name = (string?)before["id"] ?? address;
            if (Node(change, "after") is not JsonObject after)
            {
                return new ResourceDrift(component, DriftKind.Removed, type, name);
            }

            JsonNode? secrets = Either(Node(change, "before_sensitive"), Node(change, "after_sensitive"));
            HashSet<string> configured = AttributesOf(written, address);
            DriftChange[] changes = [.. JsonDifference.Find(before, after, secrets).Where(each => configured.Contains(AttributeOf(each)) && !IsDefault(each))];
            return changes.Length == 0 ? null : new ResourceDrift(component, DriftKind.Changed, type, name) { Changes = changes };
        }
    }

    /// <summary>The attributes of a resource that the configuration sets, and all of its tags: its own are among them.</summary>
    private static HashSet<string> AttributesOf(TerraformPlan plan, string address)
    {
        HashSet<string> attributes = [.. (plan.ConfigurationOf(address)?.Members("expressions") ?? []).Select(attribute => attribute.Name), AllTags];
        attributes.Remove("tags");
        return attributes;
    }

    /// <summary>A switch that nobody has set is read back as off.</summary>
    private static bool IsDefault(DriftChange change) => change is { Expected: null, Actual: "false" };

    private static string AttributeOf(DriftChange change) => change.Path.Split('.', '[')[0];

    private static JsonNode? Node(JsonElement element, string name) => element.Member(name) is { } member ? JsonNode.Parse(member.GetRawText()) : null;

    /// <summary>Secret is what is secret before or after.</summary>
    private static JsonNode? Either(JsonNode? before, JsonNode? after) => (before, after) switch
    {
        (JsonObject some, JsonObject others) => new JsonObject(some.Select(member => member.Key).Union(others.Select(member => member.Key), StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, Either(some[name], others[name])))),
        (JsonValue value, _) when value.GetValueKind() == JsonValueKind.True => value.DeepClone(),
        (_, JsonValue value) when value.GetValueKind() == JsonValueKind.True => value.DeepClone(),
        (JsonArray { Count: > 0 } some, JsonArray others) when some.Count >= others.Count => some.DeepClone(),
        (_, JsonArray or JsonObject) => after.DeepClone(),
        _ => before?.DeepClone(),
    };
}
