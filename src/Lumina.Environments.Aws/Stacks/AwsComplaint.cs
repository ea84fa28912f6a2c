namespace Lumina.Environments.Aws;

/// <summary>What AWS says of something that is there and is not as it should be.</summary>
/// <param name="Of">The thing.</param>
/// <param name="IsDown">Whether it does not work at all.</param>
/// <param name="Text">What is wrong, within a sentence.</param>
internal sealed record AwsComplaint(AwsResource Of, bool IsDown, string Text);
