using System.Runtime.Versioning;

namespace Lumina.Environments.Aws;

/// <summary>The addresses of a network whose spec names none. They are chosen when it is first made, and told in a part of its own, so that they stay what they are.</summary>
internal static class NetworkBlock
{
    /// <summary>The name of the part's file.</summary>
    public static string FileNameOf(ComponentName network) => $"{AwsPart.FileNameOf(network)}-addresses";

    /// <summary>The part.</summary>
    public static TerraformJson Part(ComponentName network, string block) => new TerraformJson().Local(LocalOf(network), block);

    /// <summary>What was chosen before; null where nothing was.</summary>
    [SupportedOSPlatform("linux")]
    public static string? Find(TerraformWorkspace workspace, ComponentName network) => workspace.ReadPartLocal(FileNameOf(network), LocalOf(network));

    internal static string LocalOf(ComponentName network) => TerraformAddress.NameOf(network, "cidr");
}
