using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>ConfigMaps and Secrets.</summary>
internal static class ConfigObjects
{
    public static void AddConfigMap(KubernetesComponent component, string name, IEnumerable<KeyValuePair<string, string>> entries)
    {
        JsonObject data = [];
        foreach ((string key, string value) in entries)
        {
            data[key] = value;
        }

        component.Add(KubernetesType.ConfigMap, name, new JsonObject { ["data"] = data });
    }

    /// <summary>A ConfigMap that bears the component's marks, where nothing else does. An empty <c>data</c> would make each apply a change.</summary>
    public static void AddNote(KubernetesComponent component) => component.Add(KubernetesType.ConfigMap, component.ExternalName, []);

    public static void AddSecret(KubernetesComponent component, string name, IEnumerable<KeyValuePair<string, string>> entries)
    {
        // stringData would be written anew with each apply and is owned by nobody.
        JsonObject data = [];
        foreach ((string key, string value) in entries)
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        }

        component.Add(KubernetesType.Secret, name, new JsonObject { ["type"] = "Opaque", ["data"] = data });
    }
}
