using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>
/// Dashboards, which have no tags: by the name that one of the environment's monitoring, its infrastructure, or a component of which
/// something else was found, has. Of an environment only.
/// </summary>
internal sealed class Dashboards : IAwsFinder
{
    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        if (!EnvironmentId.TryParse(scope.EnvironmentId, null, out EnvironmentId environment))
        {
            return [];
        }

        ComponentName[] components =
        [
            ComponentName.Monitoring,
            ComponentName.Infrastructure,
            .. found.Select(finding => ComponentName.TryParse(finding.Tags.GetValueOrDefault(OwnershipMarks.ComponentMark), null, out ComponentName name) ? name : ComponentName.Monitoring),
        ];
        List<AwsFinding> findings = [];
        foreach (ComponentName component in components.Distinct())
        {
            string prefix = ExternalName.For(environment, component);
            await foreach (XElement page in AwsPages.QueryAsync(
                api, AwsService.CloudWatch, "ListDashboards", [new("DashboardNamePrefix", prefix)], ("NextToken", "NextToken"), cancellationToken).ConfigureAwait(false))
            {
                findings.AddRange(page.All("DashboardName").Select(name => name.Value).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => Finding(scope, component, name)));
            }
        }

        return findings;
    }

    /// <summary>The name is the mark: 60 bits of it are of this environment and component.</summary>
    private static AwsFinding Finding(AwsScope scope, ComponentName component, string name) => new(
        $"arn:aws:cloudwatch:::dashboard/{name}",
        new Dictionary<string, string>(StringComparer.Ordinal) { [OwnershipMarks.EnvironmentMark] = scope.EnvironmentId!, [OwnershipMarks.ComponentMark] = component.ToString() })
    {
        Part = ("aws_cloudwatch_dashboard", AwsResourceTypes.Find("aws_cloudwatch_dashboard")!.Attributes(name)),
    };
}
