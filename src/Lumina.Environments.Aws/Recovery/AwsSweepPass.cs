namespace Lumina.Environments.Aws;

/// <summary>One pass of a sweep.</summary>
/// <param name="Planned">How many things were there to be destroyed.</param>
/// <param name="Destroyed">Those that are.</param>
/// <param name="Refused">Those that were not touched.</param>
/// <param name="Failure">Why some were not destroyed; null where all were.</param>
internal sealed record AwsSweepPass(int Planned, IReadOnlyList<AwsResource> Destroyed, IReadOnlyList<AwsResource> Refused, TerraformException? Failure)
{
    public static AwsSweepPass Empty { get; } = new(0, [], [], Failure: null);

    public AwsSweepPass Add(AwsSweepPass other) =>
        new(Planned + other.Planned, [.. Destroyed, .. other.Destroyed], [.. Refused, .. other.Refused], Failure ?? other.Failure);
}
