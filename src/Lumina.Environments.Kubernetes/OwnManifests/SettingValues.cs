using System.Collections.ObjectModel;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>What a spec of manifests hands in: where it is in the spec, and how it becomes text.</summary>
internal static class SettingValues
{
    public static IReadOnlyDictionary<string, SettingValue> None { get; } = ReadOnlyDictionary<string, SettingValue>.Empty;

    /// <summary>A copy that no caller changes; a reader of JSON gives null where there are none.</summary>
    public static IReadOnlyDictionary<string, SettingValue> Copy(IReadOnlyDictionary<string, SettingValue>? values) =>
        values is null ? None : new Dictionary<string, SettingValue>(values, StringComparer.Ordinal);

    public static string PlaceOfSetting(string name) => $"settings.{name}";

    public static string PlaceOfChartValue(string path) => $"chart.values.{path}";

    /// <summary>The text of a value, once all that it refers to is there.</summary>
    /// <param name="place">Its place in the spec.</param>
    /// <param name="value">The value.</param>
    /// <param name="component">What is known of the component.</param>
    /// <exception cref="ProviderException">A reference leads to nothing that is reachable from within the namespace.</exception>
    public static string Resolve(string place, SettingValue value, KubernetesComponent component)
    {
        // The core keeps what was given as it is, and drops it from the spec that it writes down.
        string text = component.Credentials.TryGetValue(place, out Secret? kept) ? kept.Reveal() : value.Resolve(Follow);
        return KubernetesText.FindProblem(text) is { } problem
            ? throw new ProviderException($"'{place}' of {component.Name} {problem}; change it, or what it refers to.")
            : text;

        string Follow(Reference reference) =>
            component.Dependencies.TryGetValue(reference.Component, out ComponentOutputs? outputs) && outputs.Find(reference.Output, Vantage.Network) is { } output
                ? output.Reveal()
                : throw new ProviderException($"'{place}' of {component.Name} refers to {reference}, and {reference.Component} has no such output that is reachable from {Vantage.Network}.");
    }
}
