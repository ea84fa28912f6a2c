namespace Lumina.Environments;

/// <summary>An environment has no component, endpoint or output of that name.</summary>
public sealed class ComponentNotFoundException(string message) : EnvironmentException(message)
{
    /// <summary>The name that was asked for.</summary>
    public required string RequestedName { get; init; }

    /// <summary>The name that is most like it; null where none is.</summary>
    public string? NearestName { get; init; }
}
