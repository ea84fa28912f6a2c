namespace Lumina.Environments.Aws;

/// <summary>What a sweep did, and what it left.</summary>
internal sealed record AwsSweep
{
    /// <summary>Gone now; in the order of finding.</summary>
    public required IReadOnlyList<AwsResource> Destroyed { get; init; }

    /// <summary>Left, as a person has marked it to be kept.</summary>
    public IReadOnlyList<AwsResource> Kept { get; init; } = [];

    /// <summary>Left, as it is of a type that is not known here: its ARN says what it is.</summary>
    public IReadOnlyList<AwsResource> Unknown { get; init; } = [];

    /// <summary>Left, as what terraform sees there does not bear the mark, or can't be looked at.</summary>
    public IReadOnlyList<AwsResource> Refused { get; init; } = [];

    /// <summary>Listed still, and not there any more: terraform has looked. AWS lists tags after what bore them, for hours.</summary>
    public IReadOnlyList<AwsResource> Gone { get; init; } = [];

    /// <summary>Whether nothing is left that the sweep was for.</summary>
    public bool IsComplete => Unknown.Count == 0 && Refused.Count == 0;
}
