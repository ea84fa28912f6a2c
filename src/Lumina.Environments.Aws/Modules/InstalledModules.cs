using System.Runtime.Versioning;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>The modules of a configuration as <c>init</c> has installed them: those that they call and those from elsewhere are among them.</summary>
[SupportedOSPlatform("linux")]
internal static class InstalledModules
{
    /// <summary>Refuses blocks that only the outermost module may have. What a provider of a module's own makes is in another region or without our tags, and terraform can't destroy it once the module is gone.</summary>
    /// <exception cref="TerraformException">There is one; nothing was made.</exception>
    public static void RefuseRootBlocks(TerraformWorkspace workspace)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(workspace.ModulesManifest));
        TerraformDiagnostic[] errors =
        [
            .. from module in manifest.RootElement.Items("Modules")
               where !string.IsNullOrEmpty(module.Text("Key"))
               let folder = Path.GetFullPath(module.Text("Dir") ?? ".", ModuleFolders.Resolve(workspace.Path))
               where Directory.Exists(folder)
               from block in ModuleDeclarations.ReadFrom(folder).RootBlocks
               select new TerraformDiagnostic(IsError: true, $"{ModuleConfiguration.ProblemOf(folder, block)} {ModuleConfiguration.FixOf(block)}"),
        ];
        if (errors.Length > 0)
        {
            throw new TerraformException("init", "", errors);
        }
    }
}
