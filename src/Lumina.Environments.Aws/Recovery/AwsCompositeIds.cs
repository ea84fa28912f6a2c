namespace Lumina.Environments.Aws;

/// <summary>Ids of what has no name of its own: made of the arguments that say what it ties together. The provider looks these up by the arguments, too.</summary>
internal static class AwsCompositeIds
{
    private static readonly Dictionary<string, Func<IReadOnlyDictionary<string, string>, string?>> Ids = new(StringComparer.Ordinal)
    {
        // The provider asks for the table and the destination; its id is a sum of both that nothing reads.
        ["aws_route"] = static arguments => Join(arguments, "_", "route_table_id", "destination_cidr_block") ?? Join(arguments, "_", "route_table_id", "destination_ipv6_cidr_block"),
        ["aws_iam_role_policy"] = static arguments => Join(arguments, ":", "role", "name"),
        ["aws_iam_role_policy_attachment"] = static arguments => Join(arguments, "/", "role", "policy_arn"),
        ["aws_lambda_permission"] = static arguments => arguments.ContainsKey("function_name") ? Join(arguments, "", "statement_id") : null,
        ["aws_route53_record"] = static arguments => Join(arguments, "_", "zone_id", "name", "type"),
        ["aws_apigatewayv2_stage"] = static arguments => arguments.ContainsKey("api_id") ? Join(arguments, "", "name") : null,
        ["aws_kms_alias"] = static arguments => Join(arguments, "", "name"),
        ["aws_autoscaling_policy"] = static arguments => arguments.ContainsKey("autoscaling_group_name") ? Join(arguments, "", "name") : null,
        ["aws_cloudwatch_dashboard"] = static arguments => Join(arguments, "", "dashboard_name"),
    };

    /// <summary>The id, and the arguments that it is looked up by; null where the type is not one of these or not all is known.</summary>
    public static IReadOnlyDictionary<string, string>? Attributes(string type, IReadOnlyDictionary<string, string> arguments) =>
        Ids.TryGetValue(type, out Func<IReadOnlyDictionary<string, string>, string?>? id) && id(arguments) is { } made
            ? new Dictionary<string, string>(arguments, StringComparer.Ordinal) { ["id"] = made }
            : null;

    private static string? Join(IReadOnlyDictionary<string, string> arguments, string separator, params ReadOnlySpan<string> names)
    {
        List<string> parts = [];
        foreach (string name in names)
        {
            if (!arguments.TryGetValue(name, out string? value))
            {
                return null;
            }

            parts.Add(value);
        }

        return string.Join(separator, parts);
    }
}
