using System.Globalization;
using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Listeners of the load balancers that were found, with their own tags.</summary>
internal sealed class Listeners : IAwsFinder
{
    /// <summary>As many as one call gives the tags of.</summary>
    private const int Batch = 20;

    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        List<string> listeners = [];
        foreach (AwsFinding balancer in found.Where(finding => AwsArn.TryParse(finding.Arn) is { Service: "elasticloadbalancing", Resource: var resource } && resource.StartsWith("loadbalancer/", StringComparison.Ordinal)))
        {
            try
            {
                await foreach (XElement page in AwsPages.QueryAsync(api, AwsService.LoadBalancing, "DescribeListeners", [new("LoadBalancerArn", balancer.Arn)], ("Marker", "NextMarker"), cancellationToken).ConfigureAwait(false))
                {
                    listeners.AddRange(page.All("ListenerArn").Select(arn => arn.Value));
                }
            }
            catch (AwsApiException exception) when (exception.Code is "LoadBalancerNotFound" or "LoadBalancerNotFoundException")
            {
                // Gone since it was listed, or long ago.
            }
        }

        List<AwsFinding> findings = [];
        foreach (string[] batch in listeners.Chunk(Batch))
        {
            XElement answer = await api.QueryAsync(
                AwsService.LoadBalancing,
                "DescribeTags",
                batch.Select((arn, at) => new KeyValuePair<string, string>(string.Create(CultureInfo.InvariantCulture, $"ResourceArns.member.{at + 1}"), arn)),
                cancellationToken).ConfigureAwait(false);
            findings.AddRange(answer.All("TagDescriptions").Elements().Select(described => new AwsFinding(described.Text("ResourceArn") ?? "", described.Tags("Tags"))));
        }

        return [.. findings.Where(finding => scope.Holds(finding.Tags))];
    }
}
