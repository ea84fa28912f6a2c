using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Roles, which the tagging API never lists: here with their tags a thousand at a time.</summary>
internal sealed class IamRoles : IAwsFinder
{
    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        List<AwsFinding> findings = [];
        KeyValuePair<string, string>[] parameters = [new("Filter.member.1", "Role"), new("MaxItems", "1000")];
        await foreach (XElement page in AwsPages.QueryAsync(api, AwsService.Iam, "GetAccountAuthorizationDetails", parameters, ("Marker", "Marker"), cancellationToken).ConfigureAwait(false))
        {
            findings.AddRange(page.All("RoleDetailList").Elements()
                .Select(role => new AwsFinding(role.Text("Arn") ?? "", role.Tags("Tags")))
                .Where(finding => scope.Holds(finding.Tags)));
        }

        return findings;
    }
}
