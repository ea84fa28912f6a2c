using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments.Simulation;

/// <summary>What one process does: it recovers, then uses its manager in ways that the seed chooses, several at once, and looks at what it gets.</summary>
internal sealed class ProcessLife(SeededScheduler scheduler, SimulatedProcess process, AsyncServiceScope services)
{
    private const int MostDeeds = 6;
    private const int MostHands = 3;

    private readonly IEnvironmentManager _manager = services.ServiceProvider.GetRequiredService<IEnvironmentManager>();

    public async Task RunAsync()
    {
        await ToleratedAsync(() => _manager.RecoverAsync()).ConfigureAwait(false);
        await Task.WhenAll(Enumerable.Range(0, 1 + scheduler.Next(MostHands)).Select(_ => WorkAsync()).ToList()).ConfigureAwait(false);
        if (scheduler.Next(2) == 0)
        {
            await ToleratedAsync(() => services.DisposeAsync().AsTask()).ConfigureAwait(false);
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
        List<EnvironmentSnapshot> known = await _manager.QueryAsync(new EnvironmentQuery { Active = true }, token).ToListAsync(token).ConfigureAwait(false);
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
            await _manager.OpenAsync(spec, token).ConfigureAwait(false);
        }
        else
        {
            await _manager.ProvisionAsync(spec, token).ConfigureAwait(false);
        }
    }

    private Task AskAsync(EnvironmentSnapshot chosen, CancellationToken token) => scheduler.Next(12) switch
    {
        0 => _manager.StopAsync(chosen.Id, token),
        1 => _manager.StartAsync(chosen.Id, token),
        2 => _manager.RestartAsync(chosen.Id, chosen.Components[scheduler.Next(chosen.Components.Length)].Name, token),
        3 => _manager.ResetAsync(chosen.Id, options: null, token),
        4 => _manager.ExtendAsync(chosen.Id, TimeSpan.FromHours(1), token),
        5 => _manager.RecoverAsync(token),
        6 => _manager.CleanUpExpiredAsync(token),
        7 => _manager.SweepAsync(options: null, token),
        8 or 9 => TakeOverAsync(chosen.Id, token),
        _ => _manager.TerminateAsync(chosen.Id, token),
    };

    // As a person does who finds an environment that hangs: who held it may not hang at all, and be at work on it.
    private async Task TakeOverAsync(EnvironmentId id, CancellationToken token)
    {
        await _manager.BreakLeaseAsync(id, token).ConfigureAwait(false);
        await _manager.TerminateAsync(id, token).ConfigureAwait(false);
    }

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
