using System.Runtime.Versioning;
using System.Text;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>
/// Gives workspaces their providers as links, so that none needs an <c>init</c> of its own: 8 ms against seconds, and any number at once
/// (a shared plugin cache fails where several fill it).
/// </summary>
/// <param name="program">Whose providers.</param>
/// <param name="options">Where they come from.</param>
/// <param name="processes">Runs <c>init</c>.</param>
/// <param name="directory">Where what was fetched is kept; shared by the workspaces.</param>
[SupportedOSPlatform("linux")]
internal sealed class TerraformPluginStore(TerraformProgram program, TerraformOptions options, TerraformProcesses processes, string directory)
{
    /// <summary>Links the providers of a configuration into a workspace and writes its lock file.</summary>
    /// <exception cref="TerraformNotFoundException">A provider can't be had; the message says why and how.</exception>
    public async Task LinkAsync(TerraformWorkspace workspace, IEnumerable<TerraformProvider> providers, CancellationToken cancellationToken)
    {
        StringBuilder lockFile = new("# Written by Lumina.Environments.\n");
        foreach (TerraformProvider provider in providers.OrderBy(provider => provider.AddressIn(program.Registry), StringComparer.Ordinal))
        {
            string address = provider.AddressIn(program.Registry);
            string relative = Path.Combine(address, provider.Version, program.Platform);
            string target = FindUnpacked(relative) ?? await FetchAsync(provider, relative, cancellationToken).ConfigureAwait(false);
            string link = Path.Combine(workspace.ProvidersDirectory, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (new FileInfo(link).LinkTarget != target)
            {
                File.Delete(link);
                File.CreateSymbolicLink(link, target);
            }

            // Without hashes: they would be worked out over hundreds of megabytes at each command. What was fetched, init has verified.
            lockFile.Append($"\nprovider \"{address}\" {{\n  version = \"{provider.Version}\"\n}}\n");
        }

        DurableFile.Write(workspace.LockFile, Encoding.UTF8.GetBytes(lockFile.ToString()));
    }

    private string? FindUnpacked(string relative) =>
        options.PluginMirror is { } mirror && Path.GetFullPath(Path.Combine(mirror, relative)) is var path && Directory.Exists(path) ? path : null;

    /// <summary>Fetches it once, into a directory that gets its name only when it is whole: two that do so at once do no harm.</summary>
    private async Task<string> FetchAsync(TerraformProvider provider, string relative, CancellationToken cancellationToken)
    {
        string kept = Path.Combine(directory, relative);
        if (Directory.Exists(kept))
        {
            return kept;
        }

        Directory.CreateDirectory(directory, DurableFile.PrivateDirectory);
        string fetching = Path.Combine(directory, $"fetching-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(fetching, DurableFile.PrivateDirectory);
        try
        {
            await InitAsync(provider, fetching, cancellationToken).ConfigureAwait(false);
            string fetched = Path.Combine(fetching, ".terraform", "providers", relative);
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            if (Directory.ResolveLinkTarget(fetched, returnFinalTarget: true) is { } mirrored)
            {
                return mirrored.FullName;
            }

            if (!Directory.Exists(kept))
            {
                Directory.Move(fetched, kept);
            }

            return kept;
        }
        finally
        {
            Directory.Delete(fetching, recursive: true);
        }
    }

    private async Task InitAsync(TerraformProvider provider, string fetching, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(
            Path.Combine(fetching, "main.tf.json"), new TerraformJson().Provider(provider, []).ToBytes(), cancellationToken).ConfigureAwait(false);
        string log = Path.Combine(fetching, "init.jsonl");
        TerraformProcess process = await processes.StartAsync(
            new TerraformCommand(program.Path, ["init", "-json", "-input=false", "-backend=false", .. MirrorArguments()], fetching, log), cancellationToken).ConfigureAwait(false);
        ProcessExit exit = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (exit.Code != 0)
        {
            IEnumerable<string> errors = TerraformEventFile.ReadAll(log).OfType<TerraformEvent.Diagnosed>()
                .Where(told => told.Diagnostic.IsError).Select(told => options.Redact(told.Diagnostic.ToString()));
            throw new TerraformNotFoundException(
                $"The provider {provider.Source} {provider.Version} could not be fetched ({exit}): {string.Join(" | ", errors)} "
                + $"Looked in the mirror {options.PluginMirror ?? "(none given)"} for '{Path.Combine(provider.AddressIn(program.Registry), provider.Version, program.Platform)}', then asked 'init'.",
                "Give a directory made by 'terraform providers mirror', let this machine reach the registry, or name a CLI configuration that says where providers are.");
        }
    }

    private string[] MirrorArguments() => options.PluginMirror is { } mirror ? [$"-plugin-dir={Path.GetFullPath(mirror)}"] : [];
}
