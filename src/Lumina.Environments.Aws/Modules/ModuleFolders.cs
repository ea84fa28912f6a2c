using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>
/// The folders of modules as terraform is told of them: from the workspace. A whole path is to terraform a package, which it fetches: no <c>../</c> leads out of it, to the module beside,
/// and not every character may be in it. So the whole path is a named value of the part, and its source follows from that wherever the workspace is.
/// </summary>
internal static class ModuleFolders
{
    /// <summary>What the value is called that holds the folder of a module.</summary>
    public static string LocalOf(string module) => $"{module}_folder";

    /// <summary>Writes the sources of all modules that are folders.</summary>
    [SupportedOSPlatform("linux")]
    public static void Point(TerraformWorkspace workspace)
    {
        foreach ((string part, string module) in workspace.PartNames().SelectMany(part => workspace.ReadPartAddresses(part).Where(address => address.Type == TerraformAddress.ModuleType).Select(address => (part, address.Name))))
        {
            if (workspace.ReadPartLocal(part, LocalOf(module)) is { } folder)
            {
                string source = Path.GetRelativePath(Resolve(workspace.Path), TerraformExpression.Unescape(folder));

                // As it is: unlike every other text of a configuration it is no template.
                workspace.WriteModuleSource(part, module, source.StartsWith("../", StringComparison.Ordinal) ? source : $"./{source}");
            }
        }
    }

    /// <summary>A path without links: of one with links, <c>../</c> leads elsewhere than its text says.</summary>
    public static string Resolve(string path)
    {
        string resolved = "/";
        foreach (string part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(resolved, part);
            resolved = new DirectoryInfo(next).LinkTarget is { } target ? Resolve(Path.Combine(resolved, target)) : next;
        }

        return resolved;
    }
}
