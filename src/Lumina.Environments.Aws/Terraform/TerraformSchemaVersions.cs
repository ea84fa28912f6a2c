using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>The versions of the schemas of a configuration's providers: a state names them. Asking takes seconds and gives megabytes, so the answer is kept.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TerraformSchemaVersions(TerraformProgram program, TerraformRunner runner, string directory)
{
    /// <summary>For each type that is not at version 0, its version.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ReadAsync(TerraformWorkspace workspace, CancellationToken cancellationToken)
    {
        // The lock file says which providers, in which versions.
        byte[] providers = await File.ReadAllBytesAsync(workspace.LockFile, cancellationToken).ConfigureAwait(false);
        string kept = Path.Combine(directory, $"schema-versions-{Convert.ToHexStringLower(SHA256.HashData(providers))[..16]}");
        if (!File.Exists(kept))
        {
            Directory.CreateDirectory(directory, DurableFile.PrivateDirectory);


            // It gets its name only when it is whole: two that ask at once do no harm.
            string asked = Path.Combine(directory, $"asking-{Path.GetRandomFileName()}");
            DurableFile.Write(asked, Encoding.UTF8.GetBytes(await AskAsync(workspace, cancellationToken).ConfigureAwait(false)));
            File.Move(asked, kept, overwrite: true);
        }

        return (await File.ReadAllLinesAsync(kept, cancellationToken).ConfigureAwait(false))
            .Select(line => line.Split(' ')).ToDictionary(pair => pair[0], pair => long.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    private async Task<string> AskAsync(TerraformWorkspace workspace, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await runner.AskAsync(program, workspace, ["providers", "schema", "-json"], allowsFailure: false, cancellationToken).ConfigureAwait(false);
        return string.Concat(answer.RootElement.Members("provider_schemas")
            .SelectMany(provider => provider.Value.Members("resource_schemas"))
            .Where(type => type.Value.Number("version") is > 0)
            .Select(type => $"{type.Name} {type.Value.Number("version")}\n"));
    }
}
