using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>
/// What <c>init</c> has installed of modules. Where a module has another source than before, terraform forgets all that it calls and fetches that anew, in the newest version that fits:
/// so what was installed is kept beside its own list, and what is stood in for comes back from there.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class InstalledModules
{
    private const string Modules = "Modules";

    /// <summary>Has the next <c>init</c> find what was installed of the modules that are read. A list that a kill has left half written counts for none: <c>init</c> installs anew.</summary>
    public static void Keep(TerraformWorkspace workspace, IReadOnlyCollection<TerraformAddress> stoodInFor)
    {
        if (!File.Exists(workspace.ModulesManifest))
        {
            return;
        }

        List<JsonNode> installed = Read(workspace.ModulesManifest);
        HashSet<string> standIns = [.. installed.Where(module => ((string?)module["Dir"])?.StartsWith(ModuleStandIn.Folder + "/", StringComparison.Ordinal) == true).Select(CalledAs)];
        List<JsonNode> own = installed.FindAll(module => !standIns.Contains(CalledAs(module)));
        JsonNode[] all = [.. own, .. Read(workspace.ModulesKept).Where(module => own.TrueForAll(other => CalledAs(other) != CalledAs(module)))];
        Write(workspace.ModulesKept, all);
        Write(workspace.ModulesManifest, all.Where(module => !stoodInFor.Any(address => address.Name == CalledAs(module))));
    }

    /// <summary>The name of the configuration's own call by which a module is there; empty for the configuration itself.</summary>
    private static string CalledAs(JsonNode module) => ((string?)module["Key"] ?? "").Split('.')[0];

    private static List<JsonNode> Read(string file)
    {
        try
        {
            return File.Exists(file) && JsonNode.Parse(File.ReadAllBytes(file))?[Modules] is JsonArray modules ? [.. modules.OfType<JsonNode>()] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static void Write(string file, IEnumerable<JsonNode> modules) =>
        DurableFile.Write(file, Encoding.UTF8.GetBytes(new JsonObject { [Modules] = new JsonArray([.. modules.Select(module => module.DeepClone())]) }.ToJsonString()));
}
