using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>A component as it was planned.</summary>
/// <param name="Name">Its name within the environment.</param>
/// <param name="Provider">The provider that makes it.</param>
/// <param name="ExternalName">Its name on the platform.</param>
/// <param name="Location">Where it goes on the platform.</param>
/// <param name="DependsOn">The components that must be there before it.</param>
public sealed record PlannedComponent(ComponentName Name, string Provider, string ExternalName, ComponentLocation Location, ImmutableArray<ComponentName> DependsOn);
