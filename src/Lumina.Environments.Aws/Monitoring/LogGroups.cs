namespace Lumina.Environments.Aws;

/// <summary>The log groups of a spec: each with all of its streams. CloudWatch encrypts them by itself.</summary>
internal static class LogGroups
{
    private const string WithoutName = "logs";

    /// <summary>For how many days CloudWatch can keep logs.</summary>
    private static readonly int[] Days = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    /// <summary>The least that CloudWatch can keep logs for that is not shorter.</summary>
    public static int RetentionDays(int days) => Array.Find(Days, allowed => allowed >= days) is var found and > 0 ? found : Days[^1];

    public static void Write(LogSpec logs, AwsComponent component)
    {
        foreach (string group in logs.Groups.Count > 0 ? logs.Groups : [WithoutName])
        {
            TerraformAddress address = WriteGroup(component, $"group {group}", GroupName(group), logs.RetentionDays);
            foreach (string stream in logs.Streams)
            {
                component.Untagged("aws_cloudwatch_log_stream", $"{group.Length} {group} {stream}", new TerraformBlock
                {
                    ["name"] = StreamName(stream),
                    ["log_group_name"] = TerraformExpression.Attribute(address, "name"),
                });
            }

            component.Output($"logGroup.{group}", TerraformExpression.Attribute(address, "name"));
        }
    }

    /// <summary>Writes one group.</summary>
    /// <param name="component">Whose it is.</param>
    /// <param name="role">What it is within the component.</param>
    /// <param name="name">Its name behind the component's; empty for that alone.</param>
    /// <param name="retentionDays">For how many days it is kept, at least.</param>
    public static TerraformAddress WriteGroup(AwsComponent component, string role, string name, int retentionDays) => component.Tagged("aws_cloudwatch_log_group", role, new TerraformBlock
    {
        ["name"] = name.Length > 0 ? $"/lumina/{component.ExternalName}/{name}" : $"/lumina/{component.ExternalName}",
        ["retention_in_days"] = RetentionDays(retentionDays),
        ["skip_destroy"] = false,
    }, component.PlatformName("logs", 128));

    private static string GroupName(string name) => PlatformText.Fit(name, 400, static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '/' or '.' or '#');

    private static string StreamName(string name) => PlatformText.Fit(name, 500, static c => c is >= ' ' and <= '~' and not (':' or '*'));
}
