using System.Globalization;
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
    /// <param name="component">Whose.</param>
    /// <param name="power">One of the words above.</param>
    /// <param name="size">How many machines its scaling group had before it was stopped, until it has them again; null for none.</param>
    public static TerraformJson Part(ComponentName component, string power, int? size = null)
    {
        TerraformJson part = new TerraformJson().Local(LocalOf(component), power);
        return size is { } number ? part.Local(SizeLocalOf(component), number.ToString(CultureInfo.InvariantCulture)) : part;
    }

    /// <summary>How many machines a component's scaling group had before it was stopped; null where it has them again, or has no group.</summary>
    [SupportedOSPlatform("linux")]
    public static int? SizeOf(TerraformWorkspace workspace, ComponentName component) =>
        workspace.ReadPartLocal(FileNameOf(component), SizeLocalOf(component)) is { } size ? int.Parse(size, CultureInfo.InvariantCulture) : null;

    /// <summary>What a component that is made or started is to be: one that was stopped before must be told to run.</summary>
    [SupportedOSPlatform("linux")]
    public static string Running(TerraformWorkspace workspace, ComponentName component) =>
        workspace.ReadPartLocal(FileNameOf(component), LocalOf(component)) is null or Made ? Made : Started;

    /// <summary>Whether a component was stopped, and not started since.</summary>
    [SupportedOSPlatform("linux")]
    public static bool IsStopped(TerraformWorkspace workspace, ComponentName component) => workspace.ReadPartLocal(FileNameOf(component), LocalOf(component)) == Stopped;

    private static string SizeLocalOf(ComponentName component) => TerraformAddress.NameOf(component, "size");

    internal static string LocalOf(ComponentName component) => TerraformAddress.NameOf(component, "power");
}
