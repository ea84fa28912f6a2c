using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>
/// What <c>init</c> has installed of modules. Where a module has another source than before, terraform forgets all that it calls and fetches that anew, in the newest version that fits:
/// so what is installed of one that is stood in for is put aside meanwhile.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class InstalledModules
{
    private const string Modules = "Modules";

    /// <summary>Puts aside what is installed of modules that are stood in for, and brings back what was put aside of the others. Before each <c>init</c>.</summary>
    public static void Keep(TerraformWorkspace workspace, IReadOnlyCollection<TerraformAddress> stoodInFor)
    {
        if (!File.Exists(workspace.ModulesManifest))
        {
            return;
        }

        List<JsonNode> installed = Read(workspace.ModulesManifest);
        HashSet<string> standIns = [.. installed.Where(module => ((string?)module["Dir"])?.StartsWith(ModuleStandIn.Folder + "/", StringComparison.Ordinal) == true).Select(CalledAs)];
        List<JsonNode> own = installed.FindAll(module => !standIns.Contains(CalledAs(module)));
        List<JsonNode> aside = Read(workspace.ModulesPutAside);
        List<JsonNode> all = [.. own, .. aside.Where(module => own.TrueForAll(other => CalledAs(other) != CalledAs(module)))];
        ILookup<bool, JsonNode> isAside = all.ToLookup(module => stoodInFor.Any(address => address.Name == CalledAs(module)));
        Write(workspace.ModulesPutAside, isAside[true]);
        Write(workspace.ModulesManifest, isAside[false]);
    }

    /// <summary>The name of the configuration's own call by which a module is there; empty for the configuration itself.</summary>
    private static string CalledAs(JsonNode module) => ((string?)module["Key"] ?? "").Split('.')[0];

    private static List<JsonNode> Read(string file) =>
        File.Exists(file) && JsonNode.Parse(File.ReadAllBytes(file))?[Modules] is JsonArray modules ? [.. modules.OfType<JsonNode>()] : [];

    private static void Write(string file, IEnumerable<JsonNode> modules) =>
        DurableFile.Write(file, Encoding.UTF8.GetBytes(new JsonObject { [Modules] = new JsonArray([.. modules.Select(module => module.DeepClone())]) }.ToJsonString()));
}
