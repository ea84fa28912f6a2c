namespace Lumina.Environments.Fixtures;

/// <summary>Takes up what earlier runs have left in a durable store: unfinished work of processes that are gone, what has expired, and the files about what was kept and is gone.</summary>
internal static class EarlierRuns
{
    public static async Task CleanUpAsync(EnvironmentManager manager, Action<string> writeProgress, CancellationToken cancellationToken)
    {
        RecoveryReport recovery = await manager.RecoverAsync(cancellationToken).ConfigureAwait(false);
        if (recovery.Recovered.Count + recovery.Undecided.Count > 0)
        {
            writeProgress(recovery.ToString());
        }

        CleanUpReport expired = await manager.CleanUpExpiredAsync(cancellationToken).ConfigureAwait(false);
        if (expired.Terminated.Count + expired.Failed.Count > 0)
        {
            writeProgress(expired.ToString());
        }

        await KeptEnvironment.ForgetTerminatedAsync(manager, cancellationToken).ConfigureAwait(false);
    }
}
