using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>Whether what a component runs is to run. It is told in a part of its own, so that it can be changed by who knows no spec.</summary>
internal static class AwsPower
{
    /// <summary>It was made, and never stopped since.</summary>
    public const string Made = "made";

    public const string Stopped = "stopped";

    /// <summary>It was started again.</summary>
    public const string Started = "started";

    /// <summary>The name of the part's file.</summary>
    public static string FileNameOf(ComponentName component) => $"{AwsPart.FileNameOf(component)}-power";

    /// <summary>The part.</summary>
    public static TerraformJson Part(ComponentName component, string power) => new TerraformJson().Local(LocalOf(component), power);

    /// <summary>What a component that is made or started is to be: one that was stopped before must be told to run.</summary>
    [SupportedOSPlatform("linux")]
    public static string Running(TerraformWorkspace workspace, ComponentName component) =>
        workspace.ReadPartLocal(FileNameOf(component), LocalOf(component)) is null or Made ? Made : Started;

    internal static string LocalOf(ComponentName component) => TerraformAddress.NameOf(component, "power");
}
