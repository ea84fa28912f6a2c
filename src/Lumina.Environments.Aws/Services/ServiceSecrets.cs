namespace Lumina.Environments.Aws;

/// <summary>A service's secret variables, encrypted in the parameter store of Systems Manager.</summary>
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
}
