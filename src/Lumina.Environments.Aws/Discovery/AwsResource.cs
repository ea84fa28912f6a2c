namespace Lumina.Environments.Aws;

/// <summary>Something on AWS that bears our tags, or is part of what does.</summary>
/// <param name="Arn">Its ARN; of a part without an own one, that of what it belongs to.</param>
/// <param name="Tags">Of a part without tags, those of what it belongs to.</param>
internal sealed record AwsResource(string Arn, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Terraform's type; null where it is not known here.</summary>
    public AwsResourceType? Type { get; init; }

    /// <summary>What a state needs to hold for terraform to find it. Empty where the type is not known.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The import id; null where the type is not known.</summary>
    public string? Id => Attributes.GetValueOrDefault("id");

    /// <summary>Where it has no tags that could be looked at: what it belongs to has them.</summary>
    public bool IsPart { get; init; }

    /// <summary>Where it is or is made from; empty for what has no region.</summary>
    public string Region => AwsArn.TryParse(Arn)?.Region ?? "";

    /// <summary>The address within its environment, by its tag; null where it bears none.</summary>
    public string? Address => Tags.GetValueOrDefault(AwsComponent.AddressTag);

    /// <summary>Whether AWS made it for something else that passed its tags on, such as a group its instances.</summary>
    public bool IsMadeByAnother => !IsPart && Address?.Split('.')[0] is { } tagged && Type is { } type && tagged != type.Name
        && (AwsResourceTypes.Find(tagged) is not null || tagged.StartsWith("aws_default_", StringComparison.Ordinal));

    /// <summary>The marks; null where they are not whole.</summary>
    public OwnershipMarks? Marks => OwnershipMarks.FromDictionary(Tags);

    public bool IsKept => Tags.TryGetValue(OwnershipMarks.KeepMark, out string? keep) && !"false".Equals(keep, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => IsPart ? $"{Type?.Name} {Id} of {Arn}" : Arn;
}
