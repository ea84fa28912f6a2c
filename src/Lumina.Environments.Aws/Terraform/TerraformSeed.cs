using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>Writes a state that holds what may be there, as far as it is known: a refresh fills in the rest and drops what is not there.</summary>
[SupportedOSPlatform("linux")]
internal static class TerraformSeed
{
    /// <summary>The workspace's state, or an empty one, with the candidates in it.</summary>
    public static byte[] Write(TerraformProgram program, TerraformWorkspace workspace, IEnumerable<TerraformCandidate> candidates)
    {
        byte[]? text = workspace.ReadState();
        long serial = (text is null ? 0 : TerraformState.TryParse(text)!.Serial) + 1;
        JsonObject state = text is not null ? JsonNode.Parse(text)!.AsObject() : new JsonObject
        {
            ["version"] = 4,
            ["terraform_version"] = program.Version,
            ["lineage"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(workspace.Path)))[..32],
            ["outputs"] = new JsonObject(),
            ["resources"] = new JsonArray(),
        };
        state["serial"] = serial;
        foreach (TerraformCandidate candidate in candidates)
        {
            state["resources"]!.AsArray().Add((JsonNode)candidate.ToState());
        }

        return Encoding.UTF8.GetBytes(state.ToJsonString());
    }
}
