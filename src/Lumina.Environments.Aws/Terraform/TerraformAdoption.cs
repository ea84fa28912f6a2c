using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws;

/// <summary>
/// Takes what is in doubt into the state: candidates are written into a copy of it, as far as they are known, and refreshed; what exists
/// is then there in full, and what does not is gone. It happens in a workspace of its own: if this process dies on the way, nothing has changed.
/// </summary>
/// <param name="program">The program.</param>
/// <param name="workspace">Where the doubts are.</param>
/// <param name="runner">Runs it.</param>
/// <param name="recovery">Waits for an earlier attempt.</param>
/// <param name="options">How it is run.</param>
[SupportedOSPlatform("linux")]
internal sealed class TerraformAdoption(
    TerraformProgram program, TerraformWorkspace workspace, TerraformRunner runner, TerraformRecovery recovery, TerraformOptions options)
{
    /// <summary>Adopts, and ends every doubt.</summary>
    /// <param name="candidates">What may be there, with its ids.</param>
    /// <param name="absent">Addresses in doubt of which it is known by other means that nothing is there.</param>
    /// <param name="isOurs">
    /// Whether what was found is ours, by its address and attributes: it bears our mark, or none at all where making and marking are two calls
    /// and the name is one that only we give.
    /// </param>
    /// <param name="cancellationToken">Leaves everything as it was.</param>
    /// <returns>The addresses of what was found.</returns>
    /// <exception cref="TerraformDoubtException">Something in doubt is neither a candidate nor known to be absent.</exception>
    /// <exception cref="TerraformOwnershipException">Something is not ours; nothing has changed.</exception>
    public async Task<IReadOnlyList<string>> AdoptAsync(
        IReadOnlyList<TerraformCandidate> candidates, IReadOnlyCollection<string> absent, Func<string, JsonElement, bool> isOurs, CancellationToken cancellationToken)
    {
        using IDisposable held = workspace.Lock();
        await recovery.WaitForOrphanAsync(workspace, onWait: null, cancellationToken).ConfigureAwait(false);
        TerraformStateCheck check = TerraformStateCheck.Make(workspace);
        HashSet<string> covered = [.. absent, .. candidates.Select(candidate => candidate.FullAddress)];
        TerraformDoubt[] uncovered = [.. check.Doubts.Where(doubt => !covered.Contains(doubt.Address))];
        if (uncovered.Length > 0)
        {
            throw new TerraformDoubtException(uncovered);
        }

        HashSet<string> known = [.. (check.State?.Instances ?? []).Select(instance => instance.Address)];
        TerraformCandidate[] wanted = [.. candidates.Where(candidate => !known.Contains(candidate.FullAddress))];
        if (wanted.Length == 0)
        {
            workspace.Settle();
            return [];
        }

        TerraformWorkspace scratch = await PrepareAsync(wanted, cancellationToken).ConfigureAwait(false);
        byte[] state = WithOutputs(await RefreshAsync(scratch, wanted, isOurs, cancellationToken).ConfigureAwait(false), workspace.ReadState());
        DurableFile.Write(workspace.StateFile, state);
        workspace.Copies.Keep(state);
        workspace.Settle();
        scratch.Delete();
        HashSet<string> adopted = [.. TerraformState.TryParse(state)!.Instances.Select(instance => instance.Address)];
        return [.. wanted.Select(candidate => candidate.FullAddress).Where(adopted.Contains)];
    }

    private async Task<TerraformWorkspace> PrepareAsync(TerraformCandidate[] candidates, CancellationToken cancellationToken)
    {
        string path = Path.Combine(workspace.Path, "adoption");
        if (Directory.Exists(path))
        {
            TerraformWorkspace earlier = TerraformWorkspace.Open(path, workspace.Variables);
            await recovery.WaitForOrphanAsync(earlier, onWait: null, cancellationToken).ConfigureAwait(false);
            earlier.Delete();
        }

        TerraformWorkspace scratch = TerraformWorkspace.Open(path, workspace.Variables);
        foreach (string part in workspace.PartNames())
        {
            DurableFile.Write(Path.Combine(scratch.Path, Path.GetFileName(workspace.FileOf(part))), WithoutModules(workspace, part));
        }

        DurableFile.Write(scratch.LockFile, await File.ReadAllBytesAsync(workspace.LockFile, cancellationToken).ConfigureAwait(false));
        Directory.CreateDirectory(Path.GetDirectoryName(scratch.ProvidersDirectory)!, DurableFile.PrivateDirectory);
        Directory.CreateSymbolicLink(scratch.ProvidersDirectory, workspace.ProvidersDirectory);
        DurableFile.Write(scratch.StateFile, TerraformSeed.Write(program, workspace, candidates));
        return scratch;
    }

    /// <summary>Calls of modules name folders as they are seen from the workspace, and for a refresh nobody needs them: of what modules have made, the state tells all but the provider, which the part has.</summary>
    private static byte[] WithoutModules(TerraformWorkspace workspace, string part)
    {
        JsonObject written = JsonNode.Parse(File.ReadAllBytes(workspace.FileOf(part)))!.AsObject();
        if (written.Remove("module"))
        {
            written.Remove("output");
        }

        return Encoding.UTF8.GetBytes(written.ToJsonString());
    }

    /// <summary>A refresh works outputs out anew, as far as the configuration has them: what was applied last is still what they tell.</summary>
    private static byte[] WithOutputs(byte[] adopted, byte[]? before)
    {
        if (before is null || TerraformState.TryParse(before) is null)
        {
            return adopted;
        }

        JsonNode state = JsonNode.Parse(adopted)!;
        state["outputs"] = JsonNode.Parse(before)!["outputs"]?.DeepClone() ?? new JsonObject();
        return Encoding.UTF8.GetBytes(state.ToJsonString());
    }

    private async Task<byte[]> RefreshAsync(
        TerraformWorkspace scratch, TerraformCandidate[] candidates, Func<string, JsonElement, bool> isOurs, CancellationToken cancellationToken)
    {
        TerraformRun run = new(program, scratch, runner, options);
        await run.PlanAsync(TerraformPlanMode.RefreshOnly, cancellationToken).ConfigureAwait(false);
        using JsonDocument plan = await run.ShowAsync(plan: true, cancellationToken).ConfigureAwait(false);
        HashSet<string> seeded = [.. candidates.Select(candidate => candidate.FullAddress)];
        string[] foreign = [.. (plan.RootElement.Member("prior_state")?.Member("values")?.Member("root_module") is { } root ? Resources(root) : [])
            .Where(resource => seeded.Contains(resource.Text("address") ?? "") && !(resource.Member("values") is { } values && isOurs(resource.Text("address")!, values)))
            .Select(resource => resource.Text("address")!)];
        if (foreign.Length > 0)
        {
            throw new TerraformOwnershipException(foreign);
        }

        await run.ApplyPlanAsync(TerraformPlanMode.RefreshOnly, cancellationToken).ConfigureAwait(false);
        byte[]? state = scratch.ReadState();
        return state is not null && TerraformState.TryParse(state) is not null
            ? state
            : throw new TerraformStateException($"'{scratch.StateFile}' is no whole state after terraform refreshed it. Nothing was adopted.");
    }

    private static IEnumerable<JsonElement> Resources(JsonElement module) =>
        module.Items("resources").Concat(module.Items("child_modules").SelectMany(Resources));
}
