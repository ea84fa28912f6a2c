namespace Lumina.Environments;

/// <summary>The members that components of every kind have.</summary>
internal static class ComponentMembers
{
    /// <summary>What <see cref="ComponentSpec"/> has by itself; a package's kind adds to it.</summary>
    public static IReadOnlyCollection<string> Own { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        nameof(ComponentSpec.Kind),
        nameof(ComponentSpec.Name),
        nameof(ComponentSpec.ComponentName),
        nameof(ComponentSpec.Provider),
        nameof(ComponentSpec.StepTimeout),
        nameof(ComponentSpec.DependsOn),
        nameof(ComponentSpec.MustBeReachableFrom),
        nameof(ComponentSpec.HealthCheck),
        nameof(ComponentSpec.AttachedTo),
        nameof(ComponentSpec.References),
        nameof(ComponentSpec.DeclaredOutputs),
        nameof(ComponentSpec.Credentials),
        nameof(ComponentSpec.Secrets),
    };

    /// <summary>A spec with what another says of what components of every kind have; its name is its own.</summary>
    public static ComponentSpec WithSharedOf(this ComponentSpec spec, ComponentSpec other) => spec with
    {
        Provider = other.Provider,
        StepTimeout = other.StepTimeout,
        DependsOn = other.DependsOn,
        MustBeReachableFrom = other.MustBeReachableFrom,
        HealthCheck = other.HealthCheck,
    };

    public static JsonObject<T> WithName<T>(this JsonObject<T> codec)
        where T : ComponentSpec =>
        codec.Required("name", Codecs.Text, spec => spec.Name, (spec, value) => (T)((ComponentSpec)spec with { Name = value }));

    public static JsonObject<T> WithComponentMembers<T>(this JsonObject<T> codec)
        where T : ComponentSpec =>
        codec
            .Optional("provider", Codecs.Text, spec => spec.Provider, (spec, value) => (T)((ComponentSpec)spec with { Provider = value }))
            .OptionalValue("stepTimeout", Codecs.Duration, spec => spec.StepTimeout, (spec, value) => (T)((ComponentSpec)spec with { StepTimeout = value }))
            .Optional("dependsOn", Codecs.ComponentNames, spec => spec.DependsOn, (spec, value) => (T)((ComponentSpec)spec with { DependsOn = value }))
            .Optional("mustBeReachableFrom", Codecs.Enum<Vantage>(), spec => spec.MustBeReachableFrom, (spec, value) => (T)((ComponentSpec)spec with { MustBeReachableFrom = value }))
            .Optional("healthCheck", HealthCheckJson.Codec, spec => spec.HealthCheck, (spec, value) => (T)((ComponentSpec)spec with { HealthCheck = value }));
}
