namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class RecoveryUse
{
    public static async Task RecoverAsync(EnvironmentManager manager, Action<string> tell, CancellationToken cancellationToken)
    {
        // snippet: recovery
        RecoveryReport recovery = await manager.RecoverAsync(cancellationToken);
        foreach ((EnvironmentId id, string reason) in recovery.Undecided)
        {
            tell($"{id}: {reason}"); // such as: terminate it
        }

        await foreach (EnvironmentLease lease in manager.ListLeasesAsync(cancellationToken))
        {
            tell($"{lease.Holder} operates on {lease.EnvironmentId}");
        }

        SweepReport orphans = await manager.SweepAsync(new SweepOptions { DryRun = true }, cancellationToken);
        tell(orphans.ToString());
        // end snippet
    }
}
