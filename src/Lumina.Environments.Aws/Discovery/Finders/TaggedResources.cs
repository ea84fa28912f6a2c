using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>What the Resource Groups Tagging API lists: most of all types, in one call.</summary>
internal sealed class TaggedResources : IAwsFinder
{
    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        JsonObject body = new()
        {
            ["TagFilters"] = new JsonArray([.. scope.Tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Values"] = tag.Value is { } value ? new JsonArray(value) : [] })]),
            ["ResourcesPerPage"] = 100,
        };
        List<AwsFinding> findings = [];
        await foreach (JsonElement page in AwsPages.JsonAsync(api, AwsService.Tagging, "GetResources", body, "PaginationToken", cancellationToken).ConfigureAwait(false))
        {
            findings.AddRange(page.Items("ResourceTagMappingList").Select(item => new AwsFinding(
                item.Text("ResourceARN") ?? "",
                item.Items("Tags").Select(tag => (tag.Text("Key") ?? "", tag.Text("Value") ?? "")).ToTags())));
        }

        return findings;
    }
}
