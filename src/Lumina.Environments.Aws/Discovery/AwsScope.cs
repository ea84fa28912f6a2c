namespace Lumina.Environments.Aws;

/// <summary>Whose things are looked for. At least one of both.</summary>
/// <param name="EnvironmentId">Of one environment; null for all.</param>
/// <param name="Installation">Of one installation; null for all.</param>
internal sealed record AwsScope(string? EnvironmentId = null, string? Installation = null)
{
    /// <summary>The tags that a thing of the scope bears.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; } = Filter(EnvironmentId, Installation);

    public bool Holds(IReadOnlyDictionary<string, string> tags) => Tags.All(tag => tags.GetValueOrDefault(tag.Key) == tag.Value);

    private static Dictionary<string, string> Filter(string? environment, string? installation)
    {
        Dictionary<string, string> tags = new(StringComparer.Ordinal);
        if (environment is not null)
        {
            tags[OwnershipMarks.EnvironmentMark] = environment;
        }

        if (installation is not null)
        {
            tags[OwnershipMarks.InstallationMark] = installation;
        }

        return tags.Count > 0 ? tags : throw new ArgumentNullException(nameof(environment), "A scope names an environment or an installation: without either it would hold everything.");
    }
}
