namespace Lumina.Environments;

/// <summary>Which environments are meant. What is null does not matter.</summary>
public sealed record EnvironmentQuery
{
    /// <summary>The owner.</summary>
    public string? Owner { get; init; }

    /// <summary>What it is for.</summary>
    public EnvironmentType? Type { get; init; }

    /// <summary>What it is doing.</summary>
    public EnvironmentStatus? Status { get; init; }

    /// <summary>Whether something of it may be on a platform.</summary>
    public bool? Active { get; init; }

    /// <summary>Tags that it has, with their values.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Only environments whose identifiers come after this one: the last of the page before; null for the first page.</summary>
    public EnvironmentId? After { get; init; }

    /// <summary>How many at most, from 1; null for all.</summary>
    public int? MaximumCount { get; init; }

    /// <summary>Whether an environment is meant, <see cref="MaximumCount"/> aside.</summary>
    public bool Matches(EnvironmentSnapshot environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return (Owner is null || Owner == environment.Owner)
            && (Type is null || Type == environment.Type)
            && (Status is null || Status == environment.Status)
            && (Active is null || Active == environment.IsActive)
            && (Name is null || Name == environment.Name)
            && (After is null || environment.Id.CompareTo(After.Value) > 0)
            && Tags.All(tag => environment.Tags.TryGetValue(tag.Key, out string? value) && value == tag.Value);
    }
}
