using System.Globalization;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Makes things by single calls, faster than the AWS CLI does.</summary>
internal sealed class AwsMaker(AwsApi api)
{
    public Task QueueAsync(string name, IReadOnlyDictionary<string, string> tags) =>
        api.QueryAsync(new AwsService("sqs", "2012-11-05"), "CreateQueue", [new("QueueName", name), .. Numbered("Tag", tags)], CancellationToken.None);

    public Task RoleAsync(string name, IReadOnlyDictionary<string, string> tags) =>
        api.QueryAsync(AwsService.Iam, "CreateRole", [new("RoleName", name), new("AssumeRolePolicyDocument", "{}"), .. Numbered("Tags.member", tags)], CancellationToken.None);

    public Task DashboardAsync(string name) =>
        api.QueryAsync(AwsService.CloudWatch, "PutDashboard", [new("DashboardName", name), new("DashboardBody", """{"widgets":[]}""")], CancellationToken.None);

    /// <summary>A rule with a target.</summary>
    public async Task RuleAsync(string name, IReadOnlyDictionary<string, string> tags)
    {
        await api.JsonAsync(AwsService.Events, "PutRule", new JsonObject
        {
            ["Name"] = name,
            ["ScheduleExpression"] = "rate(1 hour)",
            ["Tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]),
        }, CancellationToken.None);
        await api.JsonAsync(AwsService.Events, "PutTargets", new JsonObject
        {
            ["Rule"] = name,
            ["Targets"] = new JsonArray(new JsonObject { ["Id"] = "t1", ["Arn"] = $"arn:aws:sqs:{api.Region}:{AwsLab.Account}:{name}" }),
        }, CancellationToken.None);
    }

    /// <summary>Things of others: with another environment's marks, without any, with names like ours.</summary>
    public async Task ForeignAsync()
    {
        SampleEnvironment other = new(999);
        string name = ExternalName.For(other.Id, SampleEnvironment.Service);
        await QueueAsync(name, other.Marks(SampleEnvironment.Service));
        await RoleAsync(name, other.Marks(SampleEnvironment.Service));
        await RuleAsync(name, new Dictionary<string, string>());
        await DashboardAsync(name);
        await QueueAsync("of-nobody", new Dictionary<string, string>());
    }

    private static IEnumerable<KeyValuePair<string, string>> Numbered(string prefix, IReadOnlyDictionary<string, string> tags) => tags.SelectMany((tag, at) => new KeyValuePair<string, string>[]
    {
        new(string.Create(CultureInfo.InvariantCulture, $"{prefix}.{at + 1}.Key"), tag.Key),
        new(string.Create(CultureInfo.InvariantCulture, $"{prefix}.{at + 1}.Value"), tag.Value),
    });
}
