namespace Lumina.Environments.Aws;

/// <summary>One of terraform's types: how its ids come from ARNs and names, and when it is destroyed.</summary>
/// <param name="Name">Terraform's name, such as <c>aws_instance</c>.</param>
/// <param name="Service">The service in its ARNs.</param>
/// <param name="Prefix">With what the resource part of its ARNs begins; what follows is its name or its generated id.</param>
/// <param name="Rank">What it may depend on has a lower one, and is destroyed later.</param>
internal sealed record AwsResourceType(string Name, string Service, string Prefix, int Rank)
{
    /// <summary>The argument that holds the name from which the id can be told without asking anybody; null where AWS makes the id.</summary>
    public string? NameArgument { get; init; }

    /// <summary>The import id of something with this name; null where the name does not tell. Default: the name.</summary>
    public Func<string, AwsPlace, string?> IdFromName { get; init; } = static (name, _) => name;

    /// <summary>The import id of something with this ARN. Default: what follows the prefix.</summary>
    public Func<AwsArn, AwsPlace, string>? IdFromArn { get; init; }

    /// <summary>Further attributes that the provider looks it up by, from the import id.</summary>
    public Func<string, IEnumerable<KeyValuePair<string, string>>> LookedUpBy { get; init; } = static _ => [];

    /// <summary>Arguments that a destroy asks for and that AWS does not keep, such as that no last snapshot is wanted.</summary>
    public IReadOnlyDictionary<string, string> ForDestroy { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it ends with what it is part of, so that a sweep leaves it alone.</summary>
    public bool GoesWithParent { get; init; }

    public bool IsTypeOf(AwsArn arn) => arn.Service == Service && arn.Resource.StartsWith(Prefix, StringComparison.Ordinal);

    public string IdOf(AwsArn arn, AwsPlace place) => IdFromArn is { } read ? read(arn, place) : arn.Resource[Prefix.Length..];

    /// <summary>What a state needs to hold for the provider to find it.</summary>
    public IReadOnlyDictionary<string, string> Attributes(string id)
    {
        Dictionary<string, string> attributes = new(StringComparer.Ordinal) { ["id"] = id };
        foreach ((string name, string value) in LookedUpBy(id))
        {
            attributes[name] = value;
        }

        return attributes;
    }
}
