using System.Globalization;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>Who runs in a workspace: written down before it runs, so that a later host finds a terraform that outlived its own.</summary>
internal sealed record TerraformRunRecord(ProcessIdentity Process, string BootId)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Process} {BootId}\n");

    public static TerraformRunRecord? TryParse(string text) =>
        text.Trim().Split(' ') is [var process, { Length: > 0 } boot] && ProcessIdentity.TryParse(process, out ProcessIdentity identity)
            ? new TerraformRunRecord(identity, boot)
            : null;
}
