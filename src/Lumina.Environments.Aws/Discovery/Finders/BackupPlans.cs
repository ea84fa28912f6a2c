using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>Plans of AWS Backup and what they select: a plan with selections can't be deleted, and they have no tags.</summary>
internal sealed class BackupPlans : IAwsFinder
{
    private const string Prefix = "backup-plan:";

    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        List<AwsFinding> plans = [.. found.Where(finding => AwsArn.TryParse(finding.Arn) is { Service: "backup", Resource: var resource } && resource.StartsWith(Prefix, StringComparison.Ordinal))];
        await foreach (JsonElement page in AwsPages.GetAsync(api, AwsService.Backup, "ListBackupPlans", "/backup/plans/", ("nextToken", "NextToken"), cancellationToken).ConfigureAwait(false))
        {
            foreach (string arn in page.Items("BackupPlansList").Where(plan => LikelyName.IsOurs(plan.Text("BackupPlanName"))).Select(plan => plan.Text("BackupPlanArn")).OfType<string>().Where(arn => !plans.Exists(plan => plan.Arn == arn)).ToArray())
            {
                JsonElement tags = await api.GetJsonAsync(AwsService.Backup, "ListTags", $"/tags/{Uri.EscapeDataString(arn)}/", cancellationToken).ConfigureAwait(false);
                plans.Add(new AwsFinding(arn, tags.Members("Tags").ToDictionary(tag => tag.Name, tag => tag.Value.ToString(), StringComparer.Ordinal)));
            }
        }

        List<AwsFinding> findings = [.. plans.Where(plan => scope.Holds(plan.Tags))];
        foreach (AwsFinding plan in findings.ToArray())
        {
            findings.AddRange(await FindSelectionsAsync(api, plan, cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private static async Task<List<AwsFinding>> FindSelectionsAsync(AwsApi api, AwsFinding plan, CancellationToken cancellationToken)
    {
        string id = AwsArn.TryParse(plan.Arn)!.Resource[Prefix.Length..];
        List<AwsFinding> selections = [];
        try
        {
            await foreach (JsonElement page in AwsPages.GetAsync(api, AwsService.Backup, "ListBackupSelections", $"/backup/plans/{id}/selections/", ("nextToken", "NextToken"), cancellationToken).ConfigureAwait(false))
            {
                selections.AddRange(page.Items("BackupSelectionsList").Select(selection => plan with
                {
                    Part = ("aws_backup_selection", new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = selection.Text("SelectionId") ?? "", ["plan_id"] = id }),
                }));
            }
        }
        catch (AwsApiException exception) when (exception.IsNotBuilt || exception.Code == "ResourceNotFoundException")
        {
            // The plan is gone, and only listed still.
        }

        return selections;
    }
}
