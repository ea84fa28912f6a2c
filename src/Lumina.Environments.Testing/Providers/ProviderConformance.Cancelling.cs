using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    // The moments at which a call is watched are few as a rule; where they are many, so many are tried, spread evenly.
    private const int TriedMoments = 16;

    /// <summary>Provisioning with a token that was cancelled before ends at once as cancelled, or makes nothing.</summary>
    [Fact]
    public Task Provisioning_that_is_cancelled_before_it_begins_makes_nothing() => CheckAsync(async bench =>
    {
        Case one = bench.New();
        using CancellationTokenSource stop = new();
        await stop.CancelAsync().ConfigureAwait(false);

        if (!await EndsAsync(bench.ProvisionAsync(one, cancellationToken: stop.Token), stop, "Provisioning that was cancelled before it began").ConfigureAwait(false))
        {
            await bench.NoneAsync(one, "After provisioning that was cancelled before it began and returned as if it had not been (its token was not looked at)").ConfigureAwait(false);
        }

        await bench.DestroyAsync(one).ConfigureAwait(false);
        await bench.NoneAsync(one, "After destroying what was cancelled before it began").ConfigureAwait(false);
    });

    /// <summary>Starting with a token that was cancelled before ends at once as cancelled, or starts nothing; starting again brings it up.</summary>
    [Fact]
    public Task Starting_that_is_cancelled_before_it_begins_starts_nothing() => CheckAsync(async bench =>
    {
        IStoppableProvider<TSpec> stoppable = Require<IStoppableProvider<TSpec>>(bench.Provider, "cannot stop");
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        await bench.CallAsync("Stopping", token => stoppable.StopAsync(one.Context(), token)).ConfigureAwait(false);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync().ConfigureAwait(false);

        Task starting = bench.CallAsync("Starting", token => stoppable.StartAsync(one.Spec, one.Context(), token), stop.Token);
        if (!await EndsAsync(starting, stop, "Starting that was cancelled before it began").ConfigureAwait(false))
        {
            ComponentPresence presence = await bench.ObserveAsync(one).ConfigureAwait(false);
            Check.That(!presence.IsRunning, "After starting that was cancelled before it began and returned as if it had not been (its token was not looked at), it runs.");
        }

        await RunsAgainAsync(bench, one, "before it began").ConfigureAwait(false);
    });

    /// <summary>Wherever starting is cancelled, starting again at once brings it up, and it is still one.</summary>
    [Fact]
    public Task Starting_that_is_cancelled_at_any_moment_can_be_finished() => CheckAsync(async bench =>
    {
        IStoppableProvider<TSpec> stoppable = Require<IStoppableProvider<TSpec>>(bench.Provider, "cannot stop");
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        await bench.CallAsync("Stopping", token => stoppable.StopAsync(one.Context(), token)).ConfigureAwait(false);
        (int moments, TimeSpan duration) = await MeasureAsync(() => StartAsync(CancellationToken.None)).ConfigureAwait(false);
        foreach ((int? moment, TimeSpan? delay) in Moments(bench, moments, duration))
        {
            await bench.CallAsync("Stopping", token => stoppable.StopAsync(one.Context(), token)).ConfigureAwait(false);
            await CancelAsync(moment, delay, "Starting", StartAsync).ConfigureAwait(false);
            await RunsAgainAsync(bench, one, "at some moment").ConfigureAwait(false);
        }

        Task StartAsync(CancellationToken cancellationToken) =>
            bench.CallAsync("Starting", token => stoppable.StartAsync(one.Spec, one.Context(), token), cancellationToken);
    });

    /// <summary>Wherever provisioning is cancelled, it stops soon; provisioning again or destroying leaves exactly one or none.</summary>
    [Fact]
    public Task Provisioning_that_is_cancelled_at_any_moment_can_be_finished_or_destroyed() => CheckAsync(async bench =>
    {
        await bench.MakeAsync().ConfigureAwait(false); // what is shared by many is there afterwards
        (int moments, TimeSpan duration) = await MeasureAsync(() => bench.MakeAsync()).ConfigureAwait(false);
        int attempt = 0;
        foreach ((int? moment, TimeSpan? delay) in Moments(bench, moments, duration))
        {
            Case one = bench.New();
            await CancelAsync(moment, delay, "Provisioning", token => bench.ProvisionAsync(one, cancellationToken: token)).ConfigureAwait(false);
            if (++attempt % 2 == 0)
            {
                await bench.ProvisionAsync(one, bench.Another()).ConfigureAwait(false);
                await bench.OneAsync(one, "After provisioning again what was cancelled").ConfigureAwait(false);
            }

            await bench.DestroyAsync(one, bench.Another()).ConfigureAwait(false);
            await bench.NoneAsync(one, "After destroying what was cancelled").ConfigureAwait(false);
        }
    });

    /// <summary>Wherever destroying is cancelled, destroying again leaves nothing.</summary>
    [Fact]
    public Task Destroying_that_is_cancelled_at_any_moment_can_be_finished() => CheckAsync(async bench =>
    {
        Case measured = await bench.MakeAsync().ConfigureAwait(false);
        (int moments, TimeSpan duration) = await MeasureAsync(() => bench.DestroyAsync(measured)).ConfigureAwait(false);
        foreach ((int? moment, TimeSpan? delay) in Moments(bench, moments, duration))
        {
            Case one = await bench.MakeAsync().ConfigureAwait(false);
            await CancelAsync(moment, delay, "Destroying", token => bench.DestroyAsync(one, cancellationToken: token)).ConfigureAwait(false);
            await bench.DestroyAsync(one, bench.Another()).ConfigureAwait(false);
            await bench.NoneAsync(one, "After destroying again what was cancelled").ConfigureAwait(false);
        }
    });

    /// <summary>A machine's clock that is corrected or slept through changes nothing but what it says.</summary>
    [Fact]
    public Task A_clock_that_jumps_makes_and_loses_nothing() => CheckAsync(async bench =>
    {
        TimeSpan[] jumps = [TimeSpan.FromDays(2), TimeSpan.FromDays(-4), TimeSpan.FromSeconds(-1), TimeSpan.FromDays(400)];
        try
        {
            foreach (TimeSpan jump in jumps)
            {
                Case one = bench.New();
                int moment = 0;
                Trace.Passed = () =>
                {
                    if (Interlocked.Increment(ref moment) == 1)
                    {
                        Clock.Jump(jump);
                    }
                };
                await bench.ProvisionAsync(one).ConfigureAwait(false);
                Trace.Passed = () => { };
                string when = $"After the clock jumped by {jump}";
                Clock.Jump(jump);
                await bench.OneAsync(one, when).ConfigureAwait(false);
                Bench.SameOutputs(one.Outputs, await bench.ProvisionAsync(one, bench.Another()).ConfigureAwait(false), when);
                await bench.OneAsync(one, when).ConfigureAwait(false);
                await bench.DestroyAsync(one).ConfigureAwait(false);
                await bench.NoneAsync(one, when).ConfigureAwait(false);
            }
        }
        finally
        {
            Trace.Passed = () => { };
            Clock.Return();
        }
    });

    private static async Task RunsAgainAsync(Bench bench, Case one, string cancelled)
    {
        IStoppableProvider<TSpec> stoppable = Require<IStoppableProvider<TSpec>>(bench.Provider, "cannot stop");
        one.Outputs = await bench.CallAsync("Starting", token => stoppable.StartAsync(one.Spec, one.Context(), token)).ConfigureAwait(false);
        ComponentPresence started = await bench.OneAsync(one, "After starting again").ConfigureAwait(false);
        Check.That(started.IsRunning, $"After starting again what was cancelled {cancelled}, it does not run{Because(started)}.");
    }

    /// <summary>Every moment at which a call can be watched, and moments at random.</summary>
    private IEnumerable<(int? Moment, TimeSpan? Delay)> Moments(Bench bench, int moments, TimeSpan duration)
    {
        int tried = Math.Min(moments, TriedMoments);
        for (int i = 0; i < tried; i++)
        {
            yield return (1 + (i * moments / tried), null);
        }

        for (int i = 0; i < Rounds; i++)
        {
            yield return (null, duration * bench.Random.NextDouble());
        }
    }

    private async Task<(int Moments, TimeSpan Duration)> MeasureAsync(Func<Task> call)
    {
        int moments = 0;
        Trace.Passed = () => Interlocked.Increment(ref moments);
        long started = TimeProvider.System.GetTimestamp();
        try
        {
            await call().ConfigureAwait(false);
            return (moments, TimeProvider.System.GetElapsedTime(started));
        }
        finally
        {
            Trace.Passed = () => { };
        }
    }

    private async Task CancelAsync(int? moment, TimeSpan? delay, string what, Func<CancellationToken, Task> call)
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int passed = 0;
        Trace.Passed = () =>
        {
            if (Interlocked.Increment(ref passed) == moment)
            {
                // The token is cancelled before the call goes on; its callbacks run elsewhere.
                _ = stop.CancelAsync();
                reached.TrySetResult();
            }
        };
        try
        {
            Task calling = call(stop.Token);
            Task until = delay is { } time ? Task.Delay(time, TimeProvider.System) : reached.Task;
            await Task.WhenAny(calling, until).ConfigureAwait(false);
            await EndsAsync(calling, stop, what).ConfigureAwait(false);
        }
        finally
        {
            Trace.Passed = () => { };
        }
    }
}
