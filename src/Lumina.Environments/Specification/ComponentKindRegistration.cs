using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace Lumina.Environments;

/// <summary>A kind of component that is known.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="SpecType">The type of its specs.</param>
/// <param name="Json">How its specs are read from JSON; null where they come from code alone.</param>
/// <param name="After">The kinds whose components are made before components of this kind.</param>
internal sealed record ComponentKindRegistration(string Kind, Type SpecType, JsonTypeInfo? Json, ImmutableArray<string> After)
{
    /// <summary>A new spec with its defaults, from a name: what is read is laid over it. Without it a member that is absent in JSON has its type's default, not its initializer's: so do source-generated readers.</summary>
    public Func<string, ComponentSpec>? Blank { get; init; }
}
