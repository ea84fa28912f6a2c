namespace Lumina.Environments;

/// <summary>A cloud resource.</summary>
/// <param name="Name">Its name among the resources of the environment: a DNS label.</param>
/// <param name="Type">Its type.</param>
public sealed record ResourceSpec(string Name, ResourceType Type)
{
    /// <summary>How it is configured, in the provider's words.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init => field = new Dictionary<string, string>(value, StringComparer.Ordinal); } = new Dictionary<string, string>(StringComparer.Ordinal);
}
