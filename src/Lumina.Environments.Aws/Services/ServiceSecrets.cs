namespace Lumina.Environments.Aws;

/// <summary>A service's secret variables in the parameter store of Systems Manager, encrypted, and the role by which ECS alone reads them.</summary>
internal static class ServiceSecrets
{
    /// <summary>What a parameter holds without a charge.</summary>
    private const int StandardBytes = 4096;

    /// <summary>Writes them and gives their ARNs by the variables' names.</summary>
    public static IReadOnlyDictionary<string, TerraformValue> Write(IReadOnlyDictionary<string, string> variables, AwsComponent component)
    {
        SortedDictionary<string, TerraformValue> arns = new(StringComparer.Ordinal);
        foreach ((string name, string value) in variables)
        {
            TerraformAddress parameter = component.Tagged("aws_ssm_parameter", $"setting {name}", new TerraformBlock
            {
                ["name"] = $"/lumina/{component.ExternalName}/{PlatformText.Fit(name, 200, static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')}",
                ["type"] = "SecureString",
                ["tier"] = System.Text.Encoding.UTF8.GetByteCount(value) > StandardBytes ? "Advanced" : "Standard",
                ["value"] = value,
            }, component.PlatformName("setting", 128));
            arns.Add(name, TerraformExpression.Attribute(parameter, "arn"));
        }

        return arns;
    }

    /// <summary>Writes the role by which ECS gets the image, writes the log and reads these parameters; the container itself has none.</summary>
    /// <returns>The role, and what must be there before it can be used.</returns>
    public static (TerraformValue RoleArn, TerraformValue[] Policies) WriteRole(IReadOnlyDictionary<string, TerraformValue> parameters, AwsComponent component)
    {
        const string role = "execution";
        TerraformAddress address = component.Tagged("aws_iam_role", role, new TerraformBlock
        {
            ["name"] = component.PlatformName(role, 64),
            ["description"] = $"Starts {component.Name}",
            ["assume_role_policy"] = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
            ["force_detach_policies"] = true,
        });
        List<TerraformValue> policies =
        [
            component.Untagged("aws_iam_role_policy_attachment", role, new TerraformBlock
            {
                ["role"] = TerraformExpression.Attribute(address, "name"),
                ["policy_arn"] = $"arn:{Partition(component.Region)}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
            }),
        ];
        if (parameters.Count > 0)
        {
            policies.Add(component.Untagged("aws_iam_role_policy", role, new TerraformBlock
            {
                ["name"] = "settings",
                ["role"] = TerraformExpression.Attribute(address, "name"),
                ["policy"] = ReadPolicy(parameters.Values),
            }));
        }

        return (TerraformExpression.Attribute(address, "arn"), [.. policies]);
    }

    private static TerraformExpression ReadPolicy(IEnumerable<TerraformValue> arns)
    {
        TerraformText text = new();
        text.Add("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ssm:GetParameters","Resource":[""");
        string separator = "\"";
        foreach (TerraformValue arn in arns)
        {
            text.Add(separator).Add(arn).Add("\"");
            separator = ",\"";
        }

        return text.Add("]}]}").ToExpression();
    }

    private static string Partition(string region) => region switch
    {
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };
}
