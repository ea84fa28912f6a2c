using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>Which clusters, services and task definitions of ECS live: what was deleted stays for long, inactive, and is listed by its tags all the same.</summary>
internal static class EcsLives
{
    /// <summary>The findings without what is inactive or gone. Those of which it can't be told stay.</summary>
    public static async Task<IReadOnlyList<AwsFinding>> FilterAsync(AwsApi api, IReadOnlyList<AwsFinding> findings, CancellationToken cancellationToken)
    {
        List<AwsFinding> living = [];
        foreach (AwsFinding finding in findings)
        {
            if (AwsArn.TryParse(finding.Arn) is not { Service: "ecs" } arn || await IsLivingAsync(api, arn, cancellationToken).ConfigureAwait(false))
            {
                living.Add(finding);
            }
        }

        return living;
    }

    private static async Task<bool> IsLivingAsync(AwsApi api, AwsArn arn, CancellationToken cancellationToken)
    {
        try
        {
            return arn.Resource.Split('/') switch
            {
                ["cluster", _] => HasActive(
                    await api.JsonAsync(AwsService.Ecs, "DescribeClusters", new JsonObject { ["clusters"] = new JsonArray(arn.ToString()) }, cancellationToken).ConfigureAwait(false), "clusters"),
                ["service", { } cluster, _] => HasActive(
                    await api.JsonAsync(AwsService.Ecs, "DescribeServices", new JsonObject { ["cluster"] = cluster, ["services"] = new JsonArray(arn.ToString()) }, cancellationToken).ConfigureAwait(false), "services"),
                ["task-definition", _] => IsActive(
                    (await api.JsonAsync(AwsService.Ecs, "DescribeTaskDefinition", new JsonObject { ["taskDefinition"] = arn.ToString() }, cancellationToken).ConfigureAwait(false)).Member("taskDefinition")),
                _ => true,
            };
        }
        catch (AwsApiException exception) when (!exception.IsTransient)
        {
            // A service whose cluster is gone is gone; who may not ask, or asks something that has no state, goes by the tags.
            return exception.Code is not ("ClusterNotFoundException" or "ServiceNotFoundException");
        }
    }

    private static bool HasActive(JsonElement answer, string list) => answer.Items(list).Any(each => IsActive(each));

    private static bool IsActive(JsonElement? thing) => thing?.Text("status") is not ("INACTIVE" or "DELETE_IN_PROGRESS");
}
