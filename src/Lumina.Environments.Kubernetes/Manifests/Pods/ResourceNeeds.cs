using System.Globalization;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>What a container may use: it is promised all of it, so that it does not depend on its neighbours.</summary>
internal static class ResourceNeeds
{
    private const int Millis = 1_000;

    public static JsonObject Of(ContainerSettings settings, KubernetesOptions options)
    {
        string memory = settings.MemoryMib is { } mebibytes ? string.Create(CultureInfo.InvariantCulture, $"{mebibytes}Mi") : options.DefaultMemory;
        string cpu = settings.Cpus is { } cpus ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling((decimal)cpus * Millis)}m") : options.DefaultCpu;
        return new JsonObject { ["requests"] = Quantities(memory, cpu), ["limits"] = Quantities(memory, cpu) };
    }

    private static JsonObject Quantities(string memory, string cpu) => new() { ["cpu"] = cpu, ["memory"] = memory };
}
