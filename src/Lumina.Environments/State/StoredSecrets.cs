using System.Collections.Immutable;

namespace Lumina.Environments;

/// <summary>Gives the secrets among an environment's outputs their values again, which a store keeps apart.</summary>
internal static class StoredSecrets
{
    /// <summary>The environment with the values that are known.</summary>
    public static EnvironmentSnapshot Bind(EnvironmentSnapshot environment, IReadOnlyDictionary<string, Secret> secrets) => IsMissing(environment)
        ? environment with { Components = ImmutableArray.CreateRange(environment.Components, (component, known) => component with { Outputs = Bind(component.Outputs, known) }, secrets) }
        : environment;

    /// <summary>Whether a secret has no value.</summary>
    public static bool IsMissing(EnvironmentSnapshot environment) => environment.Components.Any(component => component.Outputs.Any(output => NameOf(output) is not null));

    private static ComponentOutputs Bind(ComponentOutputs outputs, IReadOnlyDictionary<string, Secret> secrets) => outputs.Any(output => NameOf(output) is not null)
        ? new ComponentOutputs(outputs.Select(output => NameOf(output) is { } name && secrets.TryGetValue(name, out Secret? secret)
            ? output with { Secret = Secret.Stored(name, secret.TryReveal()) }
            : output))
        : outputs;

    private static string? NameOf(ComponentOutput output) =>
        output.Secret is { Source: { } source } secret && source.StartsWith(Secret.StoredScheme, StringComparison.Ordinal) && secret.TryReveal() is null
            ? source[Secret.StoredScheme.Length..]
            : null;
}
