namespace Lumina.Environments.Aws;

/// <summary>The role by which ECS gets a service's image, reads its secrets and writes its log. The container itself has no role.</summary>
internal static class ExecutionRole
{
    private const string Role = "execution";

    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    /// <summary>Which repository an image is in, and of which account, is not told by its name alone.</summary>
    private const string Images =
        """{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage"],"Resource":"*"}""";

    /// <summary>Writes it.</summary>
    /// <param name="component">The service.</param>
    /// <param name="log">Its log group.</param>
    /// <param name="parameters">The ARNs of its secrets.</param>
    /// <returns>The role, and what must be there before it can be used.</returns>
    public static (TerraformValue Arn, TerraformAddress Policy) Write(AwsComponent component, TerraformAddress log, IEnumerable<TerraformValue> parameters)
    {
        TerraformAddress role = component.Tagged("aws_iam_role", Role, new TerraformBlock
        {
            ["name"] = component.PlatformName(Role, 64),
            ["description"] = $"Starts {component.Name}",
            ["assume_role_policy"] = Trust,
        });
        TerraformAddress policy = component.Untagged("aws_iam_role_policy", Role, new TerraformBlock
        {
            ["name"] = Role,
            ["role"] = TerraformExpression.Attribute(role, "name"),
            ["policy"] = Policy(log, parameters),
        });
        return (TerraformExpression.Attribute(role, "arn"), policy);
    }

    private static TerraformExpression Policy(TerraformAddress log, IEnumerable<TerraformValue> parameters)
    {
        TerraformText text = new();
        text.Add("""{"Version":"2012-10-17","Statement":[""").Add(Images)
            .Add(""",{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":""").Add("\"").Add(TerraformExpression.Attribute(log, "arn")).Add(""":*"}""");
        string separator = """,{"Effect":"Allow","Action":"ssm:GetParameters","Resource":[""";
        foreach (TerraformValue parameter in parameters)
        {
            text.Add(separator).Add("\"").Add(parameter).Add("\"");
            separator = ",";
        }

        return text.Add(separator == "," ? "]}]}" : "]}").ToExpression();
    }
}
