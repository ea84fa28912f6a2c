using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>A service's variables: those that anybody may read are in a ConfigMap, the others in a Secret. Taken from there, no <c>$(NAME)</c> in a value means anything.</summary>
internal sealed class ServiceSettings
{
    private const string ConnectionStrings = "ConnectionStrings__";
    private const string EveryAddress = "+";

    private readonly SortedDictionary<string, string> _plain = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _secret = new(StringComparer.Ordinal);
    private readonly string _name;

    private ServiceSettings(string name) => _name = name;

    public static ServiceSettings Of(ServiceSpec spec, KubernetesComponent component)
    {
        ServiceSettings settings = new($"{component.ExternalName}-settings");
        foreach ((string name, string? value) in ServiceVariables.Compose(component.Settings, component.Dependencies, ServicePorts.Of(spec), EveryAddress, Vantage.Network))
        {
            // An empty value is as good as none where the image brings one along.
            (IsSecret(spec, component, name) ? settings._secret : settings._plain)[name] = value ?? "";
        }

        settings.Check(component);
        return settings;
    }

    /// <summary>Writes them.</summary>
    public void Write(KubernetesComponent component)
    {
        if (_plain.Count > 0)
        {
            ConfigObjects.AddConfigMap(component, _name, _plain);
        }

        if (_secret.Count > 0)
        {
            ConfigObjects.AddSecret(component, _name, _secret);
        }
    }

    /// <summary>How the container gets them.</summary>
    public JsonArray Sources()
    {
        JsonArray sources = [];
        if (_plain.Count > 0)
        {
            sources.Add((JsonNode)new JsonObject { ["configMapRef"] = new JsonObject { ["name"] = _name } });
        }

        if (_secret.Count > 0)
        {
            sources.Add((JsonNode)new JsonObject { ["secretRef"] = new JsonObject { ["name"] = _name } });
        }

        return sources;
    }

    /// <summary>Another one for other settings or files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="key">Without it nobody can try what the secrets among them are; null for none.</param>
    public string Hash(IReadOnlyList<ContainerFile> files, string? key)
    {
        JsonArray all = [ToArray(_plain), ToArray(_secret), new JsonArray([.. files.Select(file => (JsonNode)new JsonArray(file.Path, file.Content))])];
        byte[] content = Encoding.UTF8.GetBytes(all.ToJsonString());
        return Convert.ToHexStringLower(key is null ? SHA256.HashData(content) : HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), content));
    }

    private static JsonArray ToArray(SortedDictionary<string, string> entries) => [.. entries.Select(entry => (JsonNode)new JsonArray(entry.Key, entry.Value))];

    private static bool IsSecret(ServiceSpec spec, KubernetesComponent component, string name) =>
        component.SecretSettings.Contains(name)
        || (spec.Settings.TryGetValue(name, out SettingValue? setting)
            ? setting.Secret is not null || setting.References.Any(reference => IsSecret(reference, component))
            : name.StartsWith(ConnectionStrings, StringComparison.Ordinal));

    /// <summary>What nobody knows to be plain is secret.</summary>
    private static bool IsSecret(Reference reference, KubernetesComponent component) =>
        !component.Dependencies.TryGetValue(reference.Component, out ComponentOutputs? outputs) || outputs.Find(reference.Output, Vantage.Network) is not { IsSecret: false };

    // What others give is known only now.
    private void Check(KubernetesComponent component)
    {
        foreach ((string name, string value) in _plain.Concat(_secret))
        {
            if (KubernetesText.FindProblem(value) is { } problem)
            {
                throw new ProviderException($"The variable '{name}' of {component.Name} {problem}; change the setting, or what it refers to.");
            }
        }

        if (Math.Max(KubernetesText.CountBytes(_plain), KubernetesText.CountBytes(_secret)) > KubernetesText.MaximumBytes)
        {
            throw new ProviderException($"The settings of {component.Name} are larger than the 1 MiB that a ConfigMap or a Secret holds; put what is large into a volume or an image.");
        }
    }
}
