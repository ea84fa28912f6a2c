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
    /// <param name="workspace">The workspace.</param>
    /// <param name="components">Whose modules are read; null for everybody's. Terraform reads all or nothing: others' are stood in for, so that what has become of their folders counts for nobody else.</param>
    /// <returns>The modules that are stood in for.</returns>
    [SupportedOSPlatform("linux")]
    public static IReadOnlyList<TerraformAddress> Point(TerraformWorkspace workspace, IReadOnlyCollection<ComponentName>? components)
    {
        HashSet<string>? read = components?.Select(AwsPart.FileNameOf).ToHashSet(StringComparer.Ordinal);
        List<TerraformAddress> stoodInFor = [];
        foreach ((string part, TerraformAddress module) in workspace.PartNames().SelectMany(part => workspace.ReadPartAddresses(part).Where(address => address.Type == TerraformAddress.ModuleType).Select(address => (part, address))))
        {
            if (workspace.ReadPartLocal(part, LocalOf(module.Name)) is not { } folder)
            {
                continue;
            }

            if (read?.Contains(part) == false)
            {
                workspace.WriteModuleSource(part, module.Name, ModuleStandIn.Write(workspace, part, module.Name));
                stoodInFor.Add(module);
                continue;
            }

            // As it is: unlike every other text of a configuration it is no template.
            string source = Path.GetRelativePath(workspace.RealPath, TerraformExpression.Unescape(folder));
            workspace.WriteModuleSource(part, module.Name, source.StartsWith("../", StringComparison.Ordinal) ? source : $"./{source}");
        }

        return stoodInFor;
    }
}
