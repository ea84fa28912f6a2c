namespace Lumina.Environments.Aws;

/// <summary>Whose things are looked for.</summary>
/// <param name="EnvironmentId">Of one environment; null for all.</param>
/// <param name="Installation">Of one installation; null for all that bear this library's marks.</param>
internal sealed record AwsScope(string? EnvironmentId = null, string? Installation = null)
{
    /// <summary>The tags that a thing of the scope bears, one at least; null for any value.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; } = Filter(EnvironmentId, Installation);

    public bool Holds(IReadOnlyDictionary<string, string> tags) => Tags.All(tag => tags.TryGetValue(tag.Key, out string? value) && (tag.Value is null || tag.Value == value));

    private static Dictionary<string, string?> Filter(string? environment, string? installation)
    {
        Dictionary<string, string?> tags = new(StringComparer.Ordinal);
        if (environment is not null)
        {
            tags[OwnershipMarks.EnvironmentMark] = environment;
        }

        if (installation is not null || environment is null)
        {
            tags[OwnershipMarks.InstallationMark] = installation;
        }

        return tags;
    }
}
