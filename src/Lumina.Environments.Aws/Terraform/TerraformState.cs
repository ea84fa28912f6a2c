using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>A state as terraform wrote it. It holds secrets: nothing of it belongs into a log.</summary>
/// <param name="Serial">Grows with every change.</param>
/// <param name="Instances">What terraform manages; things that are only looked up are not among them.</param>
/// <param name="Outputs">With the values of the sensitive ones.</param>
internal sealed record TerraformState(long Serial, IReadOnlyList<TerraformInstance> Instances, IReadOnlyDictionary<string, TerraformOutput> Outputs)
{
    /// <summary>Whose history it is: the same in all states that came one from another.</summary>
    public string? Lineage { get; init; }

    /// <summary>Null if the text is no whole state: terraform rewrites the file in place, so it may be empty or half written.</summary>
    public static TerraformState? TryParse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            return root.Number("version") == 4 && root.Number("serial") is { } serial
                ? new TerraformState(
                    serial,
                    [.. root.Items("resources").Where(resource => resource.Text("mode") == "managed").SelectMany(ReadInstances)],
                    TerraformEventReader.ReadOutputs(root.Members("outputs"))) { Lineage = root.Text("lineage") }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<TerraformInstance> ReadInstances(JsonElement resource)
    {
        string module = resource.Text("module") is { } text ? text + "." : "";
        string address = $"{module}{resource.Text("type")}.{resource.Text("name")}";
        foreach (JsonElement instance in resource.Items("instances"))
        {
            string index = instance.Member("index_key") is { } key ? $"[{key.GetRawText()}]" : "";
            yield return new TerraformInstance(address + index, resource.Text("type") ?? "", instance.Member("attributes")?.Clone() ?? default)
            {
                IsTainted = instance.Text("status") == "tainted",
                IsDeposed = instance.Text("deposed") is not null,
            };
        }
    }
}

/// <summary>One thing in a state.</summary>
internal sealed record TerraformInstance(string Address, string Type, JsonElement Attributes)
{
    /// <summary>Made, but not wholly: the next apply makes it anew.</summary>
    public bool IsTainted { get; init; }

    /// <summary>Replaced, and not yet destroyed.</summary>
    public bool IsDeposed { get; init; }
}
