using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Instance profiles. Their list has no tags, so those with names like ours are asked one by one.</summary>
internal sealed class IamInstanceProfiles : IAwsFinder
{
    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        List<AwsFinding> findings = [];
        await foreach (XElement page in AwsPages.QueryAsync(api, AwsService.Iam, "ListInstanceProfiles", [], ("Marker", "Marker"), cancellationToken).ConfigureAwait(false))
        {
            foreach (XElement profile in page.All("InstanceProfiles").Elements().Where(profile => LikelyName.IsOurs(profile.Text("InstanceProfileName"))))
            {
                XElement answer = await api.QueryAsync(
                    AwsService.Iam, "GetInstanceProfile", [new("InstanceProfileName", profile.Text("InstanceProfileName")!)], cancellationToken).ConfigureAwait(false);
                findings.Add(new AwsFinding(profile.Text("Arn") ?? "", answer.All("InstanceProfile").First().Tags("Tags")));
            }
        }

        return [.. findings.Where(finding => scope.Holds(finding.Tags))];
    }
}
