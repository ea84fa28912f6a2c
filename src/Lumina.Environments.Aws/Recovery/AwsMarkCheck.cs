using System.Runtime.Versioning;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>Whether what was found under an address's id is ours.</summary>
/// <param name="environment">The id that what is ours bears.</param>
/// <param name="written">The configuration.</param>
/// <param name="doubts">What is in doubt.</param>
[SupportedOSPlatform("linux")]
internal sealed class AwsMarkCheck(string environment, TerraformWritten written, IReadOnlyList<TerraformDoubt> doubts)
{
    /// <summary>Whether it bears the environment's mark; or none, where it has no tags or was made and not tagged yet.</summary>
    /// <param name="address">Where the configuration has it.</param>
    /// <param name="found">Its attributes.</param>
    public bool IsOurs(string address, JsonElement found)
    {
        Dictionary<string, string> tags = TerraformTags.Read(found);
        return tags.TryGetValue(OwnershipMarks.EnvironmentMark, out string? mark) ? mark == environment : !HasTags(found) || WasTold(address) || IsNamedByUs(address);
    }

    /// <summary>Whether it may be that somebody else had the name before: nobody has told that we made it.</summary>
    public bool IsTaken(string address) => !WasTold(address);

    private static bool HasTags(JsonElement found) => found.Member("tags_all") is not null || found.Member("tag") is not null;

    private bool WasTold(string address) => doubts.Any(doubt => doubt.Address == address && doubt.Reason == TerraformDoubtReason.Lost);

    /// <summary>Whether its name is one that only this environment gives: 60 bits of it are of the environment and the component.</summary>
    private bool IsNamedByUs(string address) => EnvironmentId.TryParse(environment, null, out EnvironmentId id)
        && ComponentName.TryParse(written.Tag(address, OwnershipMarks.ComponentMark), null, out ComponentName component)
        && AwsResourceTypes.Find(TerraformInstanceAddress.Parse(address).Resource.Type)?.NameArgument is { } argument
        && written.Arguments(address, static (_, _) => null).TryGetValue(argument, out string? name)
        && name.Contains(ExternalName.For(id, component), StringComparison.Ordinal);
}
