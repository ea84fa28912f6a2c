using System.Text.Json.Nodes;
using Lumina.Environments.Drift;
using Lumina.Environments.Providers;

namespace Lumina.Environments.InMemory;

/// <summary>Compares a component on the in-memory platform with what was made: its spec, its settings and its marks.</summary>
internal static class InMemoryDrift
{
    private const string Type = "in-memory component";

    public static IReadOnlyList<ResourceDrift> Of(ComponentSpec spec, InMemoryComponent? actual, ComponentContext context)
    {
        if (actual is null)
        {
            return [new ResourceDrift(context.Component, DriftKind.Removed, Type, context.ExternalName)];
        }

        DriftChange[] changes = [.. JsonDifference.Find(Describe(spec, context.Settings, context.Marks), Describe(actual.Spec, actual.Settings, actual.Marks), new JsonObject { ["settings"] = true })];
        return changes.Length == 0 ? [] : [new ResourceDrift(context.Component, DriftKind.Changed, Type, context.ExternalName) { Changes = changes }];
    }

    /// <summary>The spec as an environment of its own writes it, and beside it what else the component has.</summary>
    private static JsonObject Describe(ComponentSpec spec, IReadOnlyDictionary<string, string> settings, OwnershipMarks marks)
    {
        JsonObject described = JsonNode.Parse(Alone(spec).ToJson())!.AsObject();
        described["settings"] = Describe(settings);
        described["marks"] = Describe(marks.ToDictionary());
        return described;
    }

    private static JsonObject Describe(IEnumerable<KeyValuePair<string, string>> values) => new(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value)));

    private static EnvironmentSpec Alone(ComponentSpec spec) => new("alone", "nobody")
    {
        Services = spec is ServiceSpec service ? [service] : [],
        Databases = spec is DatabaseSpec database ? [database] : [],
        Infrastructure = spec as InfrastructureSpec,
        Network = spec as NetworkSpec,
        Monitoring = spec as MonitoringSpec,
    };
}
