using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>Rules for events, of names like ours, and the targets of all that were found: a rule with targets can't be deleted, and they have no tags.</summary>
internal sealed class EventRules : IAwsFinder
{
    private const string Prefix = "rule/";

    public async Task<IReadOnlyList<AwsFinding>> FindAsync(AwsApi api, AwsScope scope, IReadOnlyList<AwsFinding> found, CancellationToken cancellationToken)
    {
        List<AwsFinding> rules = [.. found.Where(finding => AwsArn.TryParse(finding.Arn) is { Service: "events", Resource: var resource } && resource.StartsWith(Prefix, StringComparison.Ordinal))];
        await foreach (JsonElement page in AwsPages.JsonAsync(api, AwsService.Events, "ListRules", [], "NextToken", cancellationToken).ConfigureAwait(false))
        {
            foreach (string arn in page.Items("Rules").Where(rule => LikelyName.IsOurs(rule.Text("Name"))).Select(rule => rule.Text("Arn")).OfType<string>().Where(arn => !rules.Exists(rule => rule.Arn == arn)).ToArray())
            {
                JsonElement tags = await api.JsonAsync(AwsService.Events, "ListTagsForResource", new JsonObject { ["ResourceARN"] = arn }, cancellationToken).ConfigureAwait(false);
                rules.Add(new AwsFinding(arn, tags.Items("Tags").Select(tag => (tag.Text("Key") ?? "", tag.Text("Value") ?? "")).ToTags()));
            }
        }

        List<AwsFinding> findings = [.. rules.Where(rule => scope.Holds(rule.Tags))];
        foreach (AwsFinding rule in findings.ToArray())
        {
            findings.AddRange(await FindTargetsAsync(api, rule, cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }

    private static async Task<List<AwsFinding>> FindTargetsAsync(AwsApi api, AwsFinding rule, CancellationToken cancellationToken)
    {
        string path = AwsArn.TryParse(rule.Arn)!.Resource[Prefix.Length..];
        (string bus, string name) = path.Split('/', 2) is [var named, var rest] ? (named, rest) : ("default", path);
        List<AwsFinding> targets = [];
        try
        {
            await foreach (JsonElement page in AwsPages.JsonAsync(
                api, AwsService.Events, "ListTargetsByRule", new JsonObject { ["Rule"] = name, ["EventBusName"] = bus }, "NextToken", cancellationToken).ConfigureAwait(false))
            {
                targets.AddRange(page.Items("Targets").Select(target => rule with
                {
                    Part = ("aws_cloudwatch_event_target", new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["id"] = $"{name}-{target.Text("Id")}",
                        ["rule"] = name,
                        ["target_id"] = target.Text("Id") ?? "",
                        ["event_bus_name"] = bus,
                    }),
                }));
            }
        }
        catch (AwsApiException exception) when (exception.Code == "ResourceNotFoundException")
        {
            // The rule is gone, and only listed still.
        }

        return targets;
    }
}
