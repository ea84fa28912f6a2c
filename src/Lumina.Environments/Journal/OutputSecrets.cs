namespace Lumina.Environments;

/// <summary>The names under which a store keeps the secrets among a component's outputs.</summary>
internal static class OutputSecrets
{
    /// <summary>The name of an output's secret, such as <c>database/orders:outputs.connectionString</c>, apart from the names of credentials such as <c>database/orders:password</c>; what holds only from the network is told apart from what holds from the host.</summary>
    public static string NameOf(ComponentName component, ComponentOutput output) =>
        output.Vantage == Vantage.Network ? $"{component}:outputs.{output.Name}@network" : $"{component}:outputs.{output.Name}";

    /// <summary>The outputs with each secret under its name; the values stay with them.</summary>
    public static ComponentOutputs Named(ComponentName component, ComponentOutputs outputs) => outputs.Count > 0 && outputs.Any(output => output.Secret is { Source: null })
        ? new ComponentOutputs(outputs.Select(output => output.Secret is { Source: null } secret
            ? output with { Secret = Secret.Stored(NameOf(component, output), secret.TryReveal()) }
            : output))
        : outputs;

    /// <summary>The secrets among the outputs, by their names.</summary>
    public static IReadOnlyList<KeyValuePair<string, Secret>> Of(ComponentName component, ComponentOutputs outputs)
    {
        List<KeyValuePair<string, Secret>>? secrets = null;
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Secret is { } secret)
            {
                (secrets ??= []).Add(new(NameOf(component, outputs[i]), secret));
            }
        }

        return secrets ?? (IReadOnlyList<KeyValuePair<string, Secret>>)[];
    }
}
