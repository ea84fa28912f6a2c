using System.Globalization;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>A service's files in a ConfigMap, each seen in the container at its own path.</summary>
internal static class ServiceFiles
{
    private const string VolumeName = "files";

    // Octal 444 and 555; everybody in the container can read them, and nobody can change them.
    private const int Readable = 292;
    private const int Executable = 365;

    public static void Write(IReadOnlyList<ContainerFile> files, KubernetesComponent component, Volumes volumes)
    {
        if (files.Count == 0)
        {
            return;
        }

        string name = $"{component.ExternalName}-files";
        ConfigObjects.AddConfigMap(component, name, files.Select((file, index) => KeyValuePair.Create(Key(index), file.Content)));
        volumes.AddSource(VolumeName, new JsonObject
        {
            ["configMap"] = new JsonObject
            {
                ["name"] = name,
                ["items"] = new JsonArray([.. files.Select((file, index) => (JsonNode)new JsonObject
                {
                    ["key"] = Key(index), ["path"] = Key(index), ["mode"] = file.Executable ? Executable : Readable,
                })]),
            },
        });
        for (int i = 0; i < files.Count; i++)
        {
            volumes.Mount(VolumeName, files[i].Path, readOnly: true, Key(i));
        }
    }

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"file-{index}");
}
