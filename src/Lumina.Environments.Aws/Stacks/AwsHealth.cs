using System.Globalization;
using System.Xml.Linq;

namespace Lumina.Environments.Aws;

/// <summary>Asks the services what their own health checks and states say of what was found.</summary>
internal static class AwsHealth
{
    private const int Batch = 100;
    private const string Raised = "ALARM";

    /// <summary>Of an instance of RDS that nobody can use, and that does not come back by itself. Any other that is not available is on its way somewhere.</summary>
    private static readonly string[] DownStates = ["failed", "stopped", "stopping", "storage-full", "inaccessible-encryption-credentials", "restore-error"];

    /// <summary>What is wrong with any of these.</summary>
    public static async Task<IReadOnlyList<AwsComplaint>> AskAsync(AwsApi api, IEnumerable<AwsResource> resources, CancellationToken cancellationToken)
    {
        ILookup<string?, AwsResource> byType = resources.ToLookup(resource => resource.Type?.Name);
        List<AwsComplaint> complaints = [];
        foreach (AwsResource group in byType["aws_lb_target_group"])
        {
            complaints.AddRange(await TryAsync(group, () => AskTargetsAsync(api, group, cancellationToken)).ConfigureAwait(false));
        }

        foreach (AwsResource instance in byType["aws_db_instance"])
        {
            complaints.AddRange(await TryAsync(instance, () => AskDatabaseAsync(api, instance, cancellationToken)).ConfigureAwait(false));
        }

        foreach (AwsResource[] alarms in byType["aws_cloudwatch_metric_alarm"].Chunk(Batch))
        {
            complaints.AddRange(await TryAsync(alarms[0], () => AskAlarmsAsync(api, alarms, cancellationToken)).ConfigureAwait(false));
        }

        return complaints;
    }

    private static async Task<IReadOnlyList<AwsComplaint>> AskTargetsAsync(AwsApi api, AwsResource group, CancellationToken cancellationToken)
    {
        XElement answer = await api.QueryAsync(AwsService.LoadBalancing, "DescribeTargetHealth", [new("TargetGroupArn", group.Arn)], cancellationToken).ConfigureAwait(false);
        (string Id, string State, string? Reason)[] all =
        [
            .. answer.All("TargetHealthDescriptions").Elements().Select(target =>
                (target.Child("Target")?.Text("Id") ?? "", target.Child("TargetHealth")?.Text("State") ?? "unknown", target.Child("TargetHealth")?.Text("Reason"))),
        ];
        string[] unhealthy = [.. all.Where(target => target.State != "healthy").Select(target => $"{target.Id} ({target.State}{(target.Reason is { } reason ? $", {reason}" : "")})")];
        if (unhealthy.Length == 0)
        {
            return [];
        }

        // Machines are made blank: that nothing on them answers yet does not make them broken. A service is there to answer.
        bool isDown = Array.TrueForAll(all, target => target.State == "unhealthy") && group.Marks?.Component.Kind == ComponentKinds.Service;
        return [new AwsComplaint(group, isDown, string.Create(CultureInfo.InvariantCulture, $"{all.Length - unhealthy.Length} of {all.Length} targets of its load balancer are healthy, not {string.Join(", ", unhealthy)}"))];
    }

    private static async Task<IReadOnlyList<AwsComplaint>> AskDatabaseAsync(AwsApi api, AwsResource instance, CancellationToken cancellationToken)
    {
        XElement answer = await api.QueryAsync(AwsService.Rds, "DescribeDBInstances", [new("DBInstanceIdentifier", instance.Id ?? "")], cancellationToken).ConfigureAwait(false);
        return answer.First("DBInstanceStatus") is { } state and not "available"
            ? [new AwsComplaint(instance, DownStates.Contains(state, StringComparer.Ordinal) || state.StartsWith("incompatible-", StringComparison.Ordinal), $"the instance of RDS is {state}")]
            : [];
    }

    private static async Task<IReadOnlyList<AwsComplaint>> AskAlarmsAsync(AwsApi api, AwsResource[] alarms, CancellationToken cancellationToken)
    {
        XElement answer = await api.QueryAsync(
            AwsService.CloudWatch,
            "DescribeAlarms",
            [new("StateValue", Raised), .. alarms.Select((alarm, at) => new KeyValuePair<string, string>(string.Create(CultureInfo.InvariantCulture, $"AlarmNames.member.{at + 1}"), alarm.Id ?? ""))],
            cancellationToken).ConfigureAwait(false);
        return
        [
            .. answer.All("MetricAlarms").Elements().Where(alarm => alarm.Text("StateValue") == Raised)
                .Select(alarm => (Name: alarm.Text("AlarmName"), Reason: alarm.Text("StateReason")))
                .Join(alarms, told => told.Name, alarm => alarm.Id, (told, alarm) => new AwsComplaint(alarm, IsDown: false, $"the alarm {told.Name} is raised{(told.Reason is { } reason ? $": {reason}" : "")}"), StringComparer.Ordinal),
        ];
    }

    /// <summary>That a service does not let itself be asked says nothing about what is there.</summary>
    private static async Task<IReadOnlyList<AwsComplaint>> TryAsync(AwsResource resource, Func<Task<IReadOnlyList<AwsComplaint>>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (AwsApiException exception)
        {
            return exception.IsNotBuilt ? [] : [new AwsComplaint(resource, IsDown: false, $"its health can't be seen: {exception.Message}")];
        }
    }
}
