using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Zones of Route 53.</summary>
internal sealed class HostedZones : IAwsFinder
{
    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        List<string> zones = [];
        string? marker = null;
        do
        {
            XElement page = await api.GetXmlAsync(AwsService.Route53, "ListHostedZones", "/2013-04-01/hostedzone" + (marker is null ? "" : $"?marker={Uri.EscapeDataString(marker)}"), cancellationToken).ConfigureAwait(false);
            zones.AddRange(page.All("HostedZone").Select(zone => zone.Text("Id")?.Split('/')[^1]).OfType<string>());
            marker = page.First("NextMarker");
        }
        while (marker is not null);

        List<AwsFinding> findings = [];
        foreach (string zone in zones)
        {
            XElement tags = await api.GetXmlAsync(AwsService.Route53, "ListTagsForResource", $"/2013-04-01/tags/hostedzone/{zone}", cancellationToken).ConfigureAwait(false);
            findings.Add(new AwsFinding($"arn:{AwsPartition.Of(api.Region).Name}:route53:::hostedzone/{zone}", tags.All("ResourceTagSet").First().Tags("Tags")));
        }

        return [.. findings.Where(finding => scope.Holds(finding.Tags))];
    }
}
