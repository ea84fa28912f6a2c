namespace Lumina.Environments.Aws;

/// <summary>A topic of SNS for each channel, and who is told through it. A channel that is a topic's ARN is taken as it is.</summary>
internal static class AlertChannels
{
    private const int LongestDisplayName = 100;

    /// <summary>Whether a channel is a topic of somebody else's.</summary>
    public static bool IsTopic(string channel) => AwsArn.TryParse(channel) is { Service: "sns", Region.Length: > 0, Account.Length: > 0 };

    /// <summary>Whether there is nobody yet who is told.</summary>
    public static bool NobodyListens(string channel) => !IsTopic(channel) && Protocol(channel) is null;

    /// <summary>Writes them and gives the topics' ARNs by channel.</summary>
    public static IReadOnlyDictionary<string, TerraformValue> Write(MonitoringSpec spec, AwsComponent component) =>
        spec.Alerts.SelectMany(alert => alert.Channels).Distinct(StringComparer.Ordinal).ToDictionary(
            channel => channel, channel => IsTopic(channel) ? channel : WriteTopic(channel, component), StringComparer.Ordinal);

    private static TerraformValue WriteTopic(string channel, AwsComponent component)
    {
        string role = $"channel-{PlatformText.Hash(channel)}";
        TerraformAddress topic = component.Tagged("aws_sns_topic", role, new TerraformBlock
        {
            // Not encrypted: alarms of CloudWatch can't write to a topic that is under AWS's own key, and a key of one's own costs more than all the rest.
            ["name"] = component.PlatformName(role, 256),
            ["display_name"] = PlatformText.Fit(channel, LongestDisplayName, static c => c is > ' ' and <= '~' and not ('<' or '>')),
        });
        TerraformValue arn = TerraformExpression.Attribute(topic, "arn");
        if (Protocol(channel) is { } protocol)
        {
            component.Untagged("aws_sns_topic_subscription", role, new TerraformBlock { ["topic_arn"] = arn, ["protocol"] = protocol, ["endpoint"] = channel });
        }

        component.Output($"topic.{channel}", arn);
        return arn;
    }

    private static string? Protocol(string channel)
    {
        if (Uri.TryCreate(channel, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps)
        {
            return "https";
        }

        int at = channel.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && channel.IndexOf('.', at) > at + 1 && !channel.EndsWith('.') && !channel.Any(char.IsWhiteSpace) ? "email" : null;
    }
}
