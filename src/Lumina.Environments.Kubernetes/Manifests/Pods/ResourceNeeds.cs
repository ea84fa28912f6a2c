using System.Globalization;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>
/// What a container may use. Of memory it is promised all, since who lacks it is killed; of processors a tenth, since who lacks them only waits, and environments are idle for most of the time.
/// Where an autoscaler measures the use of processors against the promise, all of them are promised.
/// </summary>
internal static class ResourceNeeds
{
    private const int Millis = 1_000;
    private const int Share = 10;
    private const int LeastMillis = 10;

    public static JsonObject Of(ContainerSettings settings, KubernetesOptions options, bool isScaled)
    {
        string memory = settings.MemoryMib is { } mebibytes ? string.Create(CultureInfo.InvariantCulture, $"{mebibytes}Mi") : options.DefaultMemory;
        string cpu = settings.Cpus is { } cpus ? Text(Math.Ceiling((decimal)cpus * Millis)) : options.DefaultCpu;
        return new JsonObject { ["requests"] = Quantities(memory, isScaled ? cpu : Promise(cpu)), ["limits"] = Quantities(memory, cpu) };
    }

    private static string Promise(string cpu) => ReadMillis(cpu) is { } millis ? Text(Math.Min(millis, Math.Max(LeastMillis, Math.Ceiling(millis / Share)))) : cpu;

    /// <summary>Reads <c>500m</c>, <c>0.5</c> or <c>2</c>; null for rarer forms.</summary>
    private static decimal? ReadMillis(string cpu)
    {
        bool isMillis = cpu.EndsWith('m');
        return decimal.TryParse(isMillis ? cpu[..^1] : cpu, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? (isMillis ? number : number * Millis) : null;
    }

    private static string Text(decimal millis) => string.Create(CultureInfo.InvariantCulture, $"{millis:0}m");

    private static JsonObject Quantities(string memory, string cpu) => new() { ["cpu"] = cpu, ["memory"] = memory };
}
