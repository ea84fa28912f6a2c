using System.Runtime.Versioning;
using System.Text.Json;

namespace Lumina.Environments.Aws;

/// <summary>
/// Applies a configuration whose modules have made something already: only after a look at what that would do to it. Folders of modules are their users', who may have changed them since,
/// and no verb but a termination takes away what one has made.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ModuleGate(TerraformRun run, TerraformWorkspace workspace)
{
    private static readonly string[] Tags = ["tags", "tags_all", "tag", "tag_specifications"];

    /// <summary>What was made half is made anew.</summary>
    public static bool DestroysNothing(TerraformPlannedResource change) => change.Action is PlannedAction.Create or PlannedAction.Change || change.IsTainted;

    public static bool ChangesTagsAlone(TerraformPlannedResource change) => change.Action == PlannedAction.Change && !change.Changed.Except(Tags, StringComparer.Ordinal).Any();

    /// <summary>Plans, looks, and applies that very plan.</summary>
    /// <param name="plan">Plans.</param>
    /// <param name="modules">The modules that have made something.</param>
    /// <param name="may">What may be done to what they have made.</param>
    /// <param name="cancellationToken">Stops terraform.</param>
    /// <exception cref="ModuleChangedException">It would do more; nothing was done.</exception>
    /// <exception cref="TerraformException">It can't be planned or applied.</exception>
    public async Task ApplyAsync(Func<CancellationToken, Task> plan, IReadOnlyCollection<TerraformAddress> modules, Func<TerraformPlannedResource, bool> may, CancellationToken cancellationToken)
    {
        try
        {
            await plan(cancellationToken).ConfigureAwait(false);
            using JsonDocument planned = await run.ShowAsync(plan: true, cancellationToken).ConfigureAwait(false);
            ILookup<TerraformAddress, TerraformPlannedResource> refused = new TerraformPlan(planned.RootElement).Resources
                .Where(change => change.Module is not null && (change.Action is not null || change.IsForgotten) && modules.Contains(TerraformAddress.RootOf(change.Address)) && !may(change))
                .ToLookup(change => TerraformAddress.RootOf(change.Address));
            if (refused.Count > 0)
            {
                throw new ModuleChangedException(refused);
            }

            await run.ApplyPlanAsync(TerraformPlanMode.Normal, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(workspace.PlanFile); // it holds secrets
        }
    }
}
