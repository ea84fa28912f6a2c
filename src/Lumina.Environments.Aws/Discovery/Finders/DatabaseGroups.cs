using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Groups of subnets and of parameters of databases, of names like ours.</summary>
internal sealed class DatabaseGroups : IAwsFinder
{
    private static readonly (string Action, string List, string Name, string Arn)[] Kinds =
    [
        ("DescribeDBSubnetGroups", "DBSubnetGroups", "DBSubnetGroupName", "DBSubnetGroupArn"),
        ("DescribeDBParameterGroups", "DBParameterGroups", "DBParameterGroupName", "DBParameterGroupArn"),
        ("DescribeDBClusterParameterGroups", "DBClusterParameterGroups", "DBClusterParameterGroupName", "DBClusterParameterGroupArn"),
    ];

    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        List<AwsFinding> findings = [];
        foreach ((string action, string list, string name, string arn) in Kinds)
        {
            await foreach (XElement page in AwsPages.QueryAsync(api, AwsService.Rds, action, [], ("Marker", "Marker"), cancellationToken).ConfigureAwait(false))
            {
                foreach (string group in page.All(list).Elements().Where(group => LikelyName.IsOurs(group.Text(name))).Select(group => group.Text(arn)).OfType<string>())
                {
                    XElement tags = await api.QueryAsync(AwsService.Rds, "ListTagsForResource", [new("ResourceName", group)], cancellationToken).ConfigureAwait(false);
                    findings.Add(new AwsFinding(group, tags.All("TagList").First().Parent!.Tags("TagList")));
                }
            }
        }

        return [.. findings.Where(finding => scope.Holds(finding.Tags))];
    }
}
