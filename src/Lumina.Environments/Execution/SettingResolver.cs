using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Makes text of a service's settings: follows references to the outputs of other components, and puts secrets in.</summary>
internal static class SettingResolver
{
    /// <exception cref="ProviderException">A reference leads to nothing that is reachable from where the service runs.</exception>
    public static Dictionary<string, string> Resolve(EnvironmentSession session, ProviderBinding binding, ServiceSpec service)
    {
        Dictionary<string, string> resolved = new(service.Settings.Count, StringComparer.Ordinal);
        Vantage from = binding.Place(service).ConsumesFrom;
        foreach ((string name, SettingValue value) in service.Settings)
        {
            resolved[name] = value.Secret is { } secret
                ? Reveal(session, $"{service.ComponentName}:settings.{name}", secret)
                : value.Resolve(reference => Follow(session, reference, name, from));
        }

        return resolved;
    }

    private static string Reveal(EnvironmentSession session, string key, Secret secret)
    {
        string? known = secret.TryReveal() ?? session.Secrets.GetValueOrDefault(key)?.TryReveal();
        session.Redactor.Add(known);
        return known ?? secret.Reveal();
    }

    private static string Follow(EnvironmentSession session, Reference reference, string setting, Vantage from)
    {
        ComponentOutputs? outputs = session.Snapshot.Find(reference.Component)?.Outputs;
        if (outputs?.Find(reference.Output, from) is { } output)
        {
            return output.Reveal() ?? throw new ProviderException($"setting '{setting}' refers to {reference}, and {reference.Component} gave null as that output");
        }

        string reachable = outputs?.Find(reference.Output, Vantage.Everywhere) is null ? "" : $" that is reachable from {from}";
        throw new ProviderException($"setting '{setting}' refers to {reference}, and {reference.Component} has no such output{reachable}");
    }
}
