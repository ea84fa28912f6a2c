using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>Which keys of KMS live: one that waits for its deletion, for up to thirty days, is listed by its tags all the same, and nothing more can be done about it.</summary>
internal static class KmsLiveFilter
{
    private const string Prefix = "key/";

    /// <summary>The findings without keys that wait for their deletion. Those of which it can't be told stay.</summary>
    public static async Task<IReadOnlyList<AwsFinding>> FilterAsync(AwsApi api, IReadOnlyList<AwsFinding> findings, CancellationToken cancellationToken)
    {
        List<AwsFinding> living = [];
        foreach (AwsFinding finding in findings)
        {
            if (AwsArn.TryParse(finding.Arn) is not { Service: "kms" } arn || !arn.Resource.StartsWith(Prefix, StringComparison.Ordinal) || !await IsGoingAsync(api, arn.Resource[Prefix.Length..], cancellationToken).ConfigureAwait(false))
            {
                living.Add(finding);
            }
        }

        return living;
    }

    private static async Task<bool> IsGoingAsync(AwsApi api, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await api.JsonAsync(AwsService.Kms, "DescribeKey", new JsonObject { ["KeyId"] = id }, cancellationToken).ConfigureAwait(false))
                .Member("KeyMetadata")?.Text("KeyState") is "PendingDeletion" or "PendingReplicaDeletion";
        }
        catch (AwsApiException exception) when (!exception.IsTransient)
        {
            return false;
        }
    }
}
