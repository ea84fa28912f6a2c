using System.Runtime.Versioning;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>A module that makes nothing, in place of one that a run does not concern: it takes the same variables and has the same outputs, without values. What the module has made stays only if the run is told to leave it alone.</summary>
[SupportedOSPlatform("linux")]
internal static class ModuleStandIn
{
    /// <summary>Where they lie, in the workspace.</summary>
    public const string Folder = "stand-ins";

    private static readonly string[] NoVariables = ["source", "version", "providers", "depends_on"];

    /// <summary>Writes it.</summary>
    /// <returns>Its folder, from the workspace.</returns>
    public static string Write(TerraformWorkspace workspace, string part, string module)
    {
        using JsonDocument written = workspace.ReadPart(part);
        JsonElement call = written.RootElement.Member("module")!.Value.GetProperty(module);
        string prefix = $"${{module.{module}.";
        IEnumerable<string> outputs = written.RootElement.Members("output").Select(output => output.Value.Text("value")).OfType<string>()
            .Where(value => value.StartsWith(prefix, StringComparison.Ordinal)).Select(value => value[prefix.Length..^1]);

        string folder = Path.Combine(workspace.Path, Folder, module);
        Directory.CreateDirectory(folder, DurableFile.PrivateDirectory);
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("terraform");
            writer.WriteStartObject("required_providers");
            writer.WriteStartObject("aws");
            writer.WriteString("source", "hashicorp/aws");
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            WriteBlocks(writer, "variable", call.EnumerateObject().Select(argument => argument.Name).Except(NoVariables, StringComparer.Ordinal), static _ => { });
            WriteBlocks(writer, "output", outputs, static output => output.WriteNull("value"));
            writer.WriteEndObject();
        }

        DurableFile.Write(Path.Combine(folder, "main.tf.json"), text.ToArray());
        return $"./{Folder}/{module}";
    }

    private static void WriteBlocks(Utf8JsonWriter writer, string block, IEnumerable<string> names, Action<Utf8JsonWriter> body)
    {
        if (!names.Any())
        {
            return; // terraform takes no empty one
        }

        writer.WriteStartObject(block);
        foreach (string name in names)
        {
            writer.WriteStartObject(name);
            body(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
