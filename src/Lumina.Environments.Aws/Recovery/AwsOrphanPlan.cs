using System.Runtime.Versioning;
using System.Text.Json;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Destroys things by a state that was put together for it, in a workspace that is gone afterwards: it says nothing that discovery would not find again.</summary>
/// <param name="terraform">Destroys.</param>
/// <param name="options">Which AWS provider, and as whom.</param>
/// <param name="directory">Where the workspaces are.</param>
[SupportedOSPlatform("linux")]
internal sealed class AwsOrphanPlan(TerraformInstallation terraform, AwsOptions options, string directory)
{
    /// <summary>How often a plan is made anew without what can't be looked at or is not ours.</summary>
    private const int Plans = 4;

    public async Task<AwsSweepPass> DestroyAsync(AwsSweepScope scope, AwsSession session, IReadOnlyCollection<AwsResource> resources, CancellationToken cancellationToken)
    {
        AwsSweepPass pass = AwsSweepPass.Empty;
        IReadOnlyDictionary<string, string?> variables = await session.GetTerraformVariablesAsync(cancellationToken).ConfigureAwait(false);

        // The environment's own region first: what is for it in another (a certificate of a distribution) is used by what is there.
        foreach (IGrouping<string, AwsResource> region in resources.GroupBy(resource => resource.Region.Length > 0 ? resource.Region : session.Region).OrderBy(region => region.Key != session.Region))
        {
            TerraformWorkspace workspace = await OpenAsync($"sweep-{scope.Environment}-{region.Key}", variables, cancellationToken).ConfigureAwait(false);
            try
            {
                pass = pass.Add(await DestroyAsync(scope, session, region.Key, workspace, AwsOrphanState.Address(region), cancellationToken).ConfigureAwait(false));
            }
            finally
            {
                workspace.Delete();
            }
        }

        return pass;
    }

    private async Task<TerraformWorkspace> OpenAsync(string name, IReadOnlyDictionary<string, string?> variables, CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, name);
        if (Directory.Exists(path))
        {
            TerraformWorkspace earlier = TerraformWorkspace.Open(path);
            await terraform.Recovery.WaitForOrphanAsync(earlier, onWait: null, cancellationToken).ConfigureAwait(false);
            earlier.Delete();
        }

        return TerraformWorkspace.Open(path, variables);
    }

    private async Task<AwsSweepPass> DestroyAsync(
        AwsSweepScope scope, AwsSession session, string region, TerraformWorkspace workspace, Dictionary<string, AwsResource> found, CancellationToken cancellationToken)
    {
        TerraformJson configuration = Configuration(region);
        await terraform.Plugins.LinkAsync(workspace, configuration.Providers, cancellationToken).ConfigureAwait(false);
        workspace.Write(configuration);
        IReadOnlyDictionary<string, long> versions = await terraform.SchemaVersionsAsync(workspace, cancellationToken).ConfigureAwait(false);
        List<AwsResource> refused = [];
        for (int attempt = 0; attempt < Plans && found.Count > 0; attempt++)
        {
            File.Delete(workspace.StateFile);
            DurableFile.Write(workspace.StateFile, TerraformSeed.Write(terraform.Program, workspace, AwsOrphanState.Candidates(found, terraform.AwsProvider, versions)));
            (IReadOnlyList<string> planned, IReadOnlyList<string> outsiders) = await PlanAsync(scope, workspace, found, cancellationToken).ConfigureAwait(false);
            if (outsiders.Count == 0)
            {
                AwsSweepPass applied = await ApplyAsync(scope, session, workspace, found, planned, cancellationToken).ConfigureAwait(false);
                return applied with { Refused = refused };
            }

            foreach (string address in outsiders)
            {
                found.Remove(address, out AwsResource? outsider);
                refused.Add(outsider!);
            }
        }

        return found.Count == 0
            ? AwsSweepPass.Empty with { Refused = refused }
            : throw new ProviderException(
                $"No plan could be made that destroys only what is of the environment {scope.Environment}: at each try there was more that is not, or that can't be looked at. Nothing was destroyed. Last: {string.Join(", ", refused)}.");
    }

    /// <summary>Plans.</summary>
    /// <returns>What would be destroyed, and what must not be in the plan: what does not bear the mark, or can't be looked at.</returns>
    private async Task<(IReadOnlyList<string> Planned, IReadOnlyList<string> Outsiders)> PlanAsync(
        AwsSweepScope scope, TerraformWorkspace workspace, Dictionary<string, AwsResource> found, CancellationToken cancellationToken)
    {
        TerraformRun run = terraform.Run(workspace);
        TerraformRunResult planned;
        try
        {
            planned = await run.PlanAsync(TerraformPlanMode.Destroy, cancellationToken).ConfigureAwait(false);
        }
        catch (TerraformException exception) when (exception.Errors.Any(error => found.ContainsKey(error.Address ?? "")))
        {
            return ([], [.. exception.Errors.Select(error => error.Address ?? "").Where(found.ContainsKey).Distinct(StringComparer.Ordinal)]);
        }

        AwsOrphanGate.RequireOnlyDestroys(planned, found, scope);
        using JsonDocument plan = await run.ShowAsync(plan: true, cancellationToken).ConfigureAwait(false);
        return ([.. planned.Planned.Select(change => change.Address)], AwsOrphanGate.FindForeign(plan, found, scope));
    }

    private async Task<AwsSweepPass> ApplyAsync(
        AwsSweepScope scope, AwsSession session, TerraformWorkspace workspace, Dictionary<string, AwsResource> found, IReadOnlyList<string> planned, CancellationToken cancellationToken)
    {
        if (planned.Count == 0)
        {
            return AwsSweepPass.Empty;
        }

        await session.RequireAccountAsync(scope.Account, scope.Region, cancellationToken).ConfigureAwait(false);
        TerraformException? failure = null;
        try
        {
            await terraform.Run(workspace).ApplyPlanAsync(TerraformPlanMode.Destroy, cancellationToken).ConfigureAwait(false);
        }
        catch (TerraformException exception)
        {
            failure = exception;
        }

        HashSet<string> left = [.. (terraform.Run(workspace).ReadState()?.Instances ?? []).Select(instance => instance.Address)];
        return new AwsSweepPass(planned.Count, [.. planned.Where(address => !left.Contains(address)).Select(address => found[address])], [], failure);
    }

    private TerraformJson Configuration(string region) =>
        new TerraformJson().Provider(new TerraformProvider("aws", "hashicorp/aws", options.ProviderVersion), AwsMainPart.Settings(region, options));
}
