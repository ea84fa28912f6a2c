using System.Runtime.Versioning;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>Ends the doubts of a workspace: what terraform may have made is looked for, and taken into the state if it is there and ours.</summary>
/// <param name="session">Where it would be.</param>
/// <param name="discovery">Looks for tags.</param>
/// <param name="terraform">Looks under ids.</param>
/// <param name="time">The clock for the pauses between looks.</param>
[SupportedOSPlatform("linux")]
internal sealed class AwsDoubts(AwsSession session, AwsDiscovery discovery, TerraformInstallation terraform, TimeProvider time)
{
    /// <summary>Before each further look for what was not found: AWS shows what was just made after a while.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6)];

    /// <summary>Settles.</summary>
    /// <param name="workspace">Whose doubts; nothing of it runs any more, or is waited for.</param>
    /// <param name="environment">The id that what is ours bears.</param>
    /// <param name="cancellationToken">Leaves everything as it was.</param>
    /// <returns>The addresses of what was taken into the state; what else was in doubt is absent.</returns>
    /// <exception cref="TerraformOwnershipException">What terraform says it made is somebody else's now.</exception>
    /// <exception cref="ProviderException">AWS can't be asked.</exception>
    public async Task<IReadOnlyList<string>> SettleAsync(TerraformWorkspace workspace, string environment, CancellationToken cancellationToken)
    {
        await terraform.Recovery.WaitForOrphanAsync(workspace, onWait: null, cancellationToken).ConfigureAwait(false);
        TerraformStateCheck check = TerraformStateCheck.Make(workspace);
        if (check.Doubts.Count == 0)
        {
            return [];
        }

        TerraformWritten written = TerraformWritten.Read(workspace);
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ids = await FindAsync(check, written, environment, cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, long> versions = await terraform.SchemaVersionsAsync(workspace, cancellationToken).ConfigureAwait(false);
        TerraformCandidate[] candidates = [.. ids.Select(id => ToCandidate(TerraformInstanceAddress.Parse(id.Key), id.Value, versions))];
        return await AdoptAsync(workspace, check.Doubts, candidates, new AwsMarkCheck(environment, written, check.Doubts), cancellationToken).ConfigureAwait(false);
    }

    // What counts at a destruction alone AWS does not know: it would be missing from the state of what is destroyed before it is applied again.
    private TerraformCandidate ToCandidate(TerraformInstanceAddress address, IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<string, long> versions)
    {
        Dictionary<string, string> known = new(attributes, StringComparer.Ordinal);
        foreach ((string name, string value) in AwsResourceTypes.Find(address.Resource.Type)?.ForDestroy ?? new Dictionary<string, string>())
        {
            known.TryAdd(name, value);
        }

        return new(address.Resource, terraform.AwsProvider, versions.GetValueOrDefault(address.Resource.Type), known) { Module = address.Module, Index = address.Index };
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> FindAsync(
        TerraformStateCheck check, TerraformWritten written, string environment, CancellationToken cancellationToken)
    {
        AwsPlace place = new(await session.GetAccountAsync(cancellationToken).ConfigureAwait(false), session.Region, session.EndpointUrl);
        for (int look = 0; ; look++)
        {
            IReadOnlyList<AwsResource> found = await discovery.FindAsync(new AwsScope(environment), session, cancellationToken).ConfigureAwait(false);
            AwsDoubtCandidates candidates = new(check.Doubts, written, check.State, found, place);
            if (look == Pauses.Length || !candidates.Missing().Any())
            {
                return candidates.Find();
            }

            await Task.Delay(Pauses[look], time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<string>> AdoptAsync(
        TerraformWorkspace workspace, IReadOnlyList<TerraformDoubt> doubts, TerraformCandidate[] candidates, AwsMarkCheck marks, CancellationToken cancellationToken)
    {
        TerraformAdoption adoption = new(terraform.Program, workspace, terraform.Runner, terraform.Recovery, terraform.Options);
        try
        {
            return await adoption.AdoptAsync(candidates, [.. doubts.Select(doubt => doubt.Address)], marks.IsOurs, cancellationToken).ConfigureAwait(false);
        }
        catch (TerraformOwnershipException exception) when (exception.Addresses.All(address => marks.IsTaken(address)))
        {
            // Making it failed because somebody else has the name: theirs stays, and of ours there is none.
            return await adoption.AdoptAsync(
                [.. candidates.Where(candidate => !exception.Addresses.Contains(candidate.FullAddress))],
                [.. doubts.Select(doubt => doubt.Address)],
                marks.IsOurs,
                cancellationToken).ConfigureAwait(false);
        }
    }
}
