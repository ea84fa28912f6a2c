namespace Lumina.Environments.Aws;

/// <summary>What a finder saw: an ARN with its tags, or a part without tags of something that has them.</summary>
/// <param name="Arn">Its ARN; of a part, that of what it belongs to.</param>
/// <param name="Tags">Of a part, those of what it belongs to.</param>
internal sealed record AwsFinding(string Arn, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Of a part: terraform's type and what the provider finds it by. Null where the ARN says it all.</summary>
    public (string Type, IReadOnlyDictionary<string, string> Attributes)? Part { get; init; }
}
