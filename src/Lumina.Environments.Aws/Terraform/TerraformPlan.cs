using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>A plan in terraform's own form: <c>terraform show -json</c>. It holds secrets: nothing of it belongs into a log.</summary>
/// <param name="plan">The plan; what is read is good for as long as its document is.</param>
internal sealed class TerraformPlan(JsonElement plan)
{
    /// <summary>All that the plan has of resources, what stays as it is among it.</summary>
    public IReadOnlyList<TerraformPlannedResource> Resources { get; } = [.. plan.Items("resource_changes").Where(change => change.Text("mode") == "managed").Select(change => new TerraformPlannedResource(change))];

    /// <summary>The resource of the same module that an argument in a block of another one refers to; null where it refers to none.</summary>
    public TerraformPlannedResource? Follow(TerraformPlannedResource resource, string block, string argument)
    {
        HashSet<string?> references =
        [
            .. (ConfigurationOf(resource.Address)?.Member("expressions")?.Items(block) ?? [])
                .SelectMany(each => each.Member(argument)?.Items("references") ?? []).Select(reference => reference.GetString()),
        ];
        return Resources.FirstOrDefault(other => other.Module == resource.Module && references.Contains(other.Resource));
    }

    /// <summary>What the configuration says of a resource; null where it has none of that address.</summary>
    public JsonElement? ConfigurationOf(string address)
    {
        string[] path = TerraformAddress.WithoutIndexes(address).Split('.');
        JsonElement? module = plan.Member("configuration")?.Member("root_module");
        int begin = 0;
        for (; begin + 1 < path.Length && path[begin] == TerraformAddress.ModuleType; begin += 2)
        {
            module = module?.Member("module_calls")?.Member(path[begin + 1])?.Member("module");
        }

        string resource = string.Join('.', path[begin..]);
        return (module?.Items("resources") ?? []).Select(each => (JsonElement?)each).FirstOrDefault(each => each?.Text("address") == resource);
    }
}
