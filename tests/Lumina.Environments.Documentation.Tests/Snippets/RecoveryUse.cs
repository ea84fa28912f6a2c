namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class RecoveryUse
{
    public static async Task RecoverAsync(EnvironmentManager manager, Action<string> tell, CancellationToken cancellationToken)
    {
        // snippet: recovery
        RecoveryReport recovery = await manager.RecoverAsync(cancellationToken);
        tell(recovery.ToString()); // what was taken up and how it stands now, and what waits for somebody's decision

        await foreach (EnvironmentLease lease in manager.ListLeasesAsync(cancellationToken))
        {
            tell($"{lease.Holder} operates on {lease.EnvironmentId}");
        }

        SweepReport orphans = await manager.SweepAsync(new SweepOptions { DryRun = true }, cancellationToken);
        tell(orphans.ToString());
        // end snippet
    }
}
