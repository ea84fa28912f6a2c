using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>HTTP APIs of API Gateway; their list has their tags.</summary>
internal sealed class HttpApis : IAwsFinder
{
    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        List<AwsFinding> findings = [];
        await foreach (JsonElement page in AwsPages.GetAsync(api, AwsService.ApiGateway, "GET", "/v2/apis", ("nextToken", "nextToken"), cancellationToken).ConfigureAwait(false))
        {
            findings.AddRange(page.Items("items").Select(item => new AwsFinding(
                $"arn:{AwsPartition.Of(api.Region).Name}:apigateway:{api.Region}::/apis/{item.Text("apiId")}",
                item.Members("tags").ToDictionary(tag => tag.Name, tag => tag.Value.ToString(), StringComparer.Ordinal))));
        }

        return [.. findings.Where(finding => scope.Holds(finding.Tags))];
    }
}
