using System.Globalization;
using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>What EC2's own list of tags has: addresses, launch templates and rules of security groups among it, which emulators leave out of the tagging API.</summary>
internal sealed class Ec2Tags : IAwsFinder
{
    /// <summary>As many values as one filter takes.</summary>
    private const int Batch = 200;

    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        // A call sees one tag at a time: who bears the mark first, then all of their tags.
        (string mark, string? wanted) = scope.Tags.First();
        KeyValuePair<string, string>[] value = wanted is null ? [] : [new("Filter.2.Name", "value"), new("Filter.2.Value.1", wanted)];
        List<XElement> bearers = await AskAsync(api, [new("Filter.1.Name", "key"), new("Filter.1.Value.1", mark), .. value], cancellationToken).ConfigureAwait(false);
        List<AwsFinding> findings = [];
        foreach (string[] ids in bearers.Select(tag => tag.Text("resourceId") ?? "").Distinct(StringComparer.Ordinal).Chunk(Batch))
        {
            List<XElement> tags = await AskAsync(
                api,
                [new("Filter.1.Name", "resource-id"), .. ids.Select((id, at) => new KeyValuePair<string, string>(string.Create(CultureInfo.InvariantCulture, $"Filter.1.Value.{at + 1}"), id))],
                cancellationToken).ConfigureAwait(false);
            findings.AddRange(tags.GroupBy(tag => (Type: tag.Text("resourceType"), Id: tag.Text("resourceId")))
                .Select(thing => new AwsFinding(
                    $"arn:{AwsPartition.Of(api.Region).Name}:ec2:{api.Region}::{KindOf(thing.Key.Type, thing.Key.Id)}/{thing.Key.Id}",
                    thing.Select(tag => (tag.Text("key") ?? "", tag.Text("value") ?? "")).ToTags()))
                .Where(finding => scope.Holds(finding.Tags)));
        }

        return findings;
    }

    /// <summary>As it stands in ARNs: for these two the list of tags has had other words.</summary>
    private static string? KindOf(string? type, string? id) => id switch
    {
        _ when id?.StartsWith("eipalloc-", StringComparison.Ordinal) == true => "elastic-ip",
        _ when id?.StartsWith("nat-", StringComparison.Ordinal) == true => "natgateway",
        _ => type,
    };

    private static async Task<List<XElement>> AskAsync(AwsApi api, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken)
    {
        List<XElement> tags = [];
        await foreach (XElement page in AwsPages.QueryAsync(api, AwsService.Ec2, "DescribeTags", parameters, ("NextToken", "nextToken"), cancellationToken).ConfigureAwait(false))
        {
            tags.AddRange(page.Items("tagSet"));
        }

        return tags;
    }
}
