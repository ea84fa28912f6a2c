using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>Which clusters, services and task definitions of ECS live: what was deleted stays for long, inactive, and is listed by its tags all the same.</summary>
internal static class EcsLiveFilter
{
    /// <summary>The most that AWS describes in one call.</summary>
    private const int Clusters = 100;
    private const int Services = 10;

    /// <summary>The findings without what is inactive or gone. Those of which it can't be told stay.</summary>
    public static async Task<IReadOnlyList<AwsFinding>> FilterAsync(AwsApi api, IReadOnlyList<AwsFinding> findings, CancellationToken cancellationToken)
    {
        ILookup<string, (string Arn, string[] Path)> things = findings
            .Select(finding => AwsArn.TryParse(finding.Arn)).OfType<AwsArn>().Where(arn => arn.Service == "ecs")
            .Select(arn => (arn.ToString(), arn.Resource.Split('/'))).ToLookup(thing => thing.Item2[0], StringComparer.Ordinal);
        HashSet<string> gone = new(StringComparer.Ordinal);
        foreach (string[] clusters in things["cluster"].Select(thing => thing.Arn).Chunk(Clusters))
        {
            gone.UnionWith(await FindGoneAsync(api, "DescribeClusters", new JsonObject { ["clusters"] = ToArray(clusters) }, "clusters", "clusterArn", clusters, cancellationToken).ConfigureAwait(false));
        }

        foreach (IGrouping<string, string> ofCluster in things["service"].Where(thing => thing.Path.Length == 3).GroupBy(thing => thing.Path[1], thing => thing.Arn))
        {
            foreach (string[] services in ofCluster.Chunk(Services))
            {
                gone.UnionWith(await FindGoneAsync(
                    api, "DescribeServices", new JsonObject { ["cluster"] = ofCluster.Key, ["services"] = ToArray(services) }, "services", "serviceArn", services, cancellationToken).ConfigureAwait(false));
            }
        }

        if (things["task-definition"].Any())
        {
            gone.UnionWith(await FindInactiveAsync(api, [.. things["task-definition"].Select(thing => thing.Arn)], cancellationToken).ConfigureAwait(false));
        }

        return [.. findings.Where(finding => !gone.Contains(finding.Arn))];
    }

    private static async Task<IEnumerable<string>> FindGoneAsync(AwsApi api, string action, JsonObject body, string list, string name, string[] asked, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement answer = await api.JsonAsync(AwsService.Ecs, action, body, cancellationToken).ConfigureAwait(false);
            return
            [
                .. answer.Items(list).Where(each => each.Text("status") == "INACTIVE").Select(each => each.Text(name)).OfType<string>(),
                .. answer.Items("failures").Where(each => each.Text("reason") == "MISSING").Select(each => each.Text("arn")).OfType<string>(),
            ];
        }
        catch (AwsApiException exception) when (!exception.IsTransient)
        {
            // A service whose cluster is gone is gone; who may not ask goes by the tags.
            return exception.Code == "ClusterNotFoundException" ? asked : [];
        }
    }

    /// <summary>By those that are active: of the others there are ever more, and each would take a call.</summary>
    private static async Task<IEnumerable<string>> FindInactiveAsync(AwsApi api, string[] definitions, CancellationToken cancellationToken)
    {
        HashSet<string> active = new(StringComparer.Ordinal);
        try
        {
            await foreach (JsonElement page in AwsPages.JsonAsync(api, AwsService.Ecs, "ListTaskDefinitions", new JsonObject { ["status"] = "ACTIVE" }, "nextToken", cancellationToken).ConfigureAwait(false))
            {
                active.UnionWith(page.Items("taskDefinitionArns").Select(arn => RevisionOf(arn.GetString()!)));
            }
        }
        catch (AwsApiException exception) when (!exception.IsTransient)
        {
            return [];
        }

        return definitions.Where(arn => !active.Contains(RevisionOf(arn)));
    }

    private static string RevisionOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    private static JsonArray ToArray(string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}
