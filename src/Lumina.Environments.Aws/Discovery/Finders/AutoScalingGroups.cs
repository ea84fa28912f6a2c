using System.Globalization;
using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Auto-scaling groups, which the tagging API never lists.</summary>
internal sealed class AutoScalingGroups : IAwsFinder
{
    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] filters = [.. scope.Tags.SelectMany((tag, at) => new KeyValuePair<string, string>[]
        {
            new(string.Create(CultureInfo.InvariantCulture, $"Filters.member.{at + 1}.Name"), tag.Value is null ? "tag-key" : $"tag:{tag.Key}"),
            new(string.Create(CultureInfo.InvariantCulture, $"Filters.member.{at + 1}.Values.member.1"), tag.Value ?? tag.Key),
        })];
        List<AwsFinding> findings = [];
        await foreach (XElement page in AwsPages.QueryAsync(api, AwsService.AutoScaling, "DescribeAutoScalingGroups", filters, ("NextToken", "NextToken"), cancellationToken).ConfigureAwait(false))
        {
            findings.AddRange(page.All("AutoScalingGroups").Elements()
                .Select(group => new AwsFinding(group.Text("AutoScalingGroupARN") ?? "", group.Tags("Tags")))
                .Where(finding => scope.Holds(finding.Tags)));
        }

        return findings;
    }
}
