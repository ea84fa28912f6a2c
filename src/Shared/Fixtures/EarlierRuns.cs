namespace Lumina.Environments.Fixtures;

/// <summary>Takes up what earlier runs have left in a durable store: unfinished work of processes that are gone, what has expired, and the files about what was kept and is gone.</summary>
internal static class EarlierRuns
{
    /// <exception cref="EnvironmentException">It took too long.</exception>
    public static async Task CleanUpAsync(EnvironmentManager manager, FixtureSettings settings, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(limit, settings.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await CleanUpAsync(manager, settings.WriteProgress, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new EnvironmentException($"What earlier runs have left in the store could not be taken away within {limit}, the time in which the environment is to be made. Run it again, or end them by {nameof(EnvironmentManager.RecoverAsync)} and {nameof(EnvironmentManager.CleanUpExpiredAsync)}.", exception);
        }
    }

    private static async Task CleanUpAsync(EnvironmentManager manager, Action<string> writeProgress, CancellationToken cancellationToken)
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
