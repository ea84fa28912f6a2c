using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Lumina.Environments;

/// <summary>What is wanted of one component. A package that brings a kind of its own derives from it and registers the kind with <c>AddComponentKind</c>.</summary>
/// <remarks>What every component has is read and written by this library: a package's own JSON context sees only what its kind adds.</remarks>
public abstract record ComponentSpec
{
    /// <summary>Starts a spec of a component.</summary>
    /// <param name="name">Its name among components of its kind: a DNS label; empty where an environment has only one of the kind.</param>
    protected ComponentSpec(string name = "")
    {
        Name = name;
    }

    /// <summary>The kind: a lower-case word such as <c>database</c>, the same for every spec of one type.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>The name among components of the kind; empty where an environment has only one.</summary>
    public string Name { get; init => field = value ?? ""; }

    /// <summary>The name within the environment: <see cref="Kind"/> and <see cref="Name"/>.</summary>
    [JsonIgnore]
    public ComponentName ComponentName => new(Kind, Name);

    /// <summary>The provider that makes it, by name; null for the only one registered that can take it.</summary>
    [JsonIgnore]
    public string? Provider { get; init; }

    /// <summary>How long one attempt at making it may take, 10 ms to 1 day; null for the provider's default (see <c>EnvironmentManagerOptions.StepTimeout</c>), below which it never cuts a stop or an end short.</summary>
    [JsonIgnore]
    public TimeSpan? StepTimeout { get; init; }

    /// <summary>Components that must be there before it, besides those that its references name.</summary>
    [JsonIgnore]
    public IReadOnlyList<ComponentName> DependsOn { get; init => field = [.. value]; } = [];

    /// <summary>From where its address must be reachable, whoever makes it: <c>Host</c> for what a test calls itself. Where its provider can't have that it is a fault before anything is made; what exists already or is external is taken to be reachable. Default: <c>None</c>, from wherever its provider has it.</summary>
    [JsonIgnore]
    public Vantage MustBeReachableFrom { get; init; }

    /// <summary>How to see whether it works; null for none, or for the engine's own check where its kind has one.</summary>
    [JsonIgnore]
    public HealthCheckSpec? HealthCheck { get; init; }

    /// <summary>The component that this one is a part of: whoever needs that one waits for this one too. Null for most.</summary>
    [JsonIgnore]
    public virtual ComponentName? AttachedTo => null;

    /// <summary>The references to other components' outputs in its settings.</summary>
    [JsonIgnore]
    public virtual IEnumerable<Reference> References => [];

    /// <summary>The names of the outputs that it will have, so that a reference is checked to its end; null where they are not known before it is made.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string>? DeclaredOutputs => [];

    /// <summary>The names of the credentials that the core generates for it and commits with its intent, so that making it again finds the same ones.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> Credentials => [];

    /// <summary>The secrets that it was given, with their place in it (such as <c>settings.API_KEY</c>).</summary>
    [JsonIgnore]
    public virtual IEnumerable<KeyValuePair<string, Secret>> Secrets => [];

    /// <summary>What is wrong with it, by itself. The paths are relative to the component.</summary>
    public virtual IEnumerable<SpecificationFault> Validate() => [];

    /// <summary>How a kind of another package is written as JSON, from that package's source-generated context; null where its specs come from code alone. What every component has is read and written by this library.</summary>
    public virtual JsonTypeInfo? GetJsonTypeInfo() => null;
}
