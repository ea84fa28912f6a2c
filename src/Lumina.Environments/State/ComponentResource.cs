namespace Lumina.Environments;

/// <summary>A thing that a provider made inside a component, such as one instance or one bucket.</summary>
/// <param name="Type">Its type, such as <c>EC2</c> or <c>aws_instance</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">The platform's identifier of it.</param>
public sealed record ComponentResource(string Type, string Name, string Id)
{
    /// <summary>How it is configured, in the provider's words. Never a secret.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Its status in the provider's words; null where unknown.</summary>
    public string? Status { get; init; }

    /// <summary>When it was made; null where unknown.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What it costs an hour, in US dollars; null where unknown.</summary>
    public decimal? HourlyCost { get; init; }
}
