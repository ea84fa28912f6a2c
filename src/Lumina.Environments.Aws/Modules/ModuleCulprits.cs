using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>Which modules keep terraform from reading a configuration.</summary>
[SupportedOSPlatform("linux")]
internal static class ModuleCulprits
{
    /// <summary>Tells it of modules that have made something already: what they have made can stay as it is while the others of a run are made.</summary>
    /// <param name="exception">What terraform said.</param>
    /// <param name="parts">All of the run.</param>
    /// <param name="made">Those of them that are such modules.</param>
    /// <param name="workspace">Where it ran.</param>
    /// <returns>All of them where it can't be told which; none where somebody else does.</returns>
    public static AwsPart[] Of(TerraformException exception, AwsPart[] parts, IReadOnlyCollection<AwsPart> made, TerraformWorkspace workspace)
    {
        AwsPart[] modules = [.. parts.Where(made.Contains)];
        AwsPart[] about = [.. modules.Where(part => AwsFailure.IsAbout(exception, part) || exception.Errors.Any(error => IsWithin(part, error, workspace)))];
        return about.Length > 0 ? about : parts.Any(part => AwsFailure.IsAbout(exception, part)) ? [] : exception.Command == "init" ? modules : [];
    }

    /// <summary>Whether an error is in the folder of a module.</summary>
    private static bool IsWithin(AwsPart part, TerraformDiagnostic error, TerraformWorkspace workspace) => error.Range is { FileName: { } file }
        && part.Component.Configuration.ModuleAddresses.Any(module => workspace.ReadPartLocal(AwsPart.FileNameOf(part.Name), ModuleFolders.LocalOf(module.Name)) is { } folder
            && !Path.GetRelativePath(TerraformExpression.Unescape(folder), Path.GetFullPath(file, workspace.RealPath)).StartsWith("..", StringComparison.Ordinal));
}
