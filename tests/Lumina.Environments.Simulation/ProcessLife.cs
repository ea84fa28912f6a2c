namespace Lumina.Environments.Simulation;

/// <summary>What one process does: it recovers, then uses its manager in ways that the seed chooses, several at once, and looks at what it gets.</summary>
internal sealed class ProcessLife(SeededScheduler scheduler, SimulatedProcess process, EnvironmentManager manager)
{
    private const int MostDeeds = 6;
    private const int MostHands = 3;

    public async Task RunAsync()
    {
        await ToleratedAsync(() => manager.RecoverAsync()).ConfigureAwait(false);
        await Task.WhenAll(Enumerable.Range(0, 1 + scheduler.Next(MostHands)).Select(_ => WorkAsync()).ToList()).ConfigureAwait(false);
        if (scheduler.Next(2) == 0)
        {
            await ToleratedAsync(() => manager.DisposeAsync().AsTask()).ConfigureAwait(false);
        }
    }

    private async Task WorkAsync()
    {
        for (int deeds = 1 + scheduler.Next(MostDeeds); deeds > 0; deeds--)
        {
            await ToleratedAsync(DoAsync).ConfigureAwait(false);
        }
    }

    private async Task DoAsync()
    {
        using CancellationTokenSource impatience = new(scheduler.Next(5) == 0 ? TimeSpan.FromSeconds(1 + scheduler.Next(20)) : Timeout.InfiniteTimeSpan, process.Clock);
        CancellationToken token = impatience.Token;
        List<EnvironmentSnapshot> known = await manager.QueryAsync(new EnvironmentQuery { Active = true }, token).ToListAsync(token).ConfigureAwait(false);
        if (known.Count == 0 || scheduler.Next(4) == 0)
        {
            await MakeAsync(token).ConfigureAwait(false);
            return;
        }

        EnvironmentSnapshot chosen = known[scheduler.Next(known.Count)];
        await AskAsync(chosen, token).ConfigureAwait(false);
    }

    private async Task MakeAsync(CancellationToken token)
    {
        EnvironmentSpec spec = Specs.Choose(scheduler);
        if (scheduler.Next(3) == 0)
        {
            await manager.OpenAsync(spec, token).ConfigureAwait(false);
        }
        else
        {
            await manager.ProvisionAsync(spec, token).ConfigureAwait(false);
        }
    }

    private Task AskAsync(EnvironmentSnapshot chosen, CancellationToken token) => scheduler.Next(10) switch
    {
        0 => manager.StopAsync(chosen.Id, token),
        1 => manager.StartAsync(chosen.Id, token),
        2 => manager.RestartAsync(chosen.Id, chosen.Components[scheduler.Next(chosen.Components.Length)].Name, token),
        3 => manager.ResetAsync(chosen.Id, options: null, token),
        4 => manager.ExtendAsync(chosen.Id, TimeSpan.FromHours(1), token),
        5 => manager.RecoverAsync(token),
        6 => manager.CleanUpExpiredAsync(token),
        7 => manager.SweepAsync(options: null, token),
        8 when scheduler.Next(4) == 0 => manager.BreakLeaseAsync(chosen.Id, token),
        _ => manager.TerminateAsync(chosen.Id, token),
    };

    // What a caller can expect; anything else ends the run.
    private async Task ToleratedAsync(Func<Task> deed)
    {
        try
        {
            await deed().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EnvironmentException or OperationCanceledException or ObjectDisposedException)
        {
            scheduler.Note(exception.GetType().Name);
        }
        catch (Exception exception)
        {
            scheduler.Fail($"a caller was given {exception}");
        }
    }
}
