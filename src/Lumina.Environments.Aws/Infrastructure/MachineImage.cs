namespace Lumina.Environments.Aws;

/// <summary>The newest image of Amazon Linux for a type of machine. It is asked for when machines are made; those that are there keep theirs.</summary>
internal static class MachineImage
{
    /// <summary>The size of a machine's volume in GiB: the image's own. Said, so that a price can be told beforehand.</summary>
    public const int VolumeGib = 8;

    private const string DefaultInstanceType = "t3.micro";

    public static string InstanceType(InfrastructureSpec spec) => spec.InstanceType ?? DefaultInstanceType;

    public static TerraformValue Write(InfrastructureSpec spec, AwsComponent component)
    {
        string architecture = IsArm(InstanceType(spec)) ? "arm64" : "x86_64";
        TerraformAddress parameter = component.Data("aws_ssm_parameter", "image", new TerraformBlock
        {
            ["name"] = $"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}",
        });

        // Not "value", which the provider takes for a secret.
        return TerraformExpression.DataAttribute(parameter, "insecure_value");
    }

    /// <summary>Types with ARM processors have a "g" behind the number of their generation, such as <c>t4g.micro</c> and <c>c7gn.large</c>; but <c>g4dn.xlarge</c> has not.</summary>
    internal static bool IsArm(string instanceType)
    {
        string family = instanceType.Split('.')[0];
        int generation = family.AsSpan().IndexOfAnyInRange('0', '9');
        return family == "a1" || (generation > 0 && family.AsSpan(generation).Contains('g'));
    }
}
