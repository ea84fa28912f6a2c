using Lumina.Environments.Providers;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class ProviderConformance<TSpec>
{
    /// <summary>A stopped component is there, does not run, keeps its data and its marks, and can be started again.</summary>
    [Fact]
    public Task Stopping_keeps_what_starting_brings_back() => CheckAsync(async bench =>
    {
        IStoppableProvider<TSpec> stoppable = Require<IStoppableProvider<TSpec>>(bench.Provider, "cannot stop");
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        string? data = await PutAsync(one, "kept").ConfigureAwait(false);
        string[] names = [.. one.Outputs.Select(output => output.Name).Order(StringComparer.Ordinal)];

        for (int time = 1; time <= 2; time++)
        {
            await bench.CallAsync("Stopping", token => stoppable.StopAsync(one.Context(), token)).ConfigureAwait(false);
            ComponentPresence stopped = await bench.OneAsync(one, $"After it was stopped {Times(time)}").ConfigureAwait(false);
            Check.That(!stopped.IsRunning, $"After it was stopped {Times(time)}, it still runs.");
        }

        for (int time = 1; time <= 2; time++)
        {
            ComponentOutputs before = one.Outputs;
            one.Outputs = await bench.CallAsync("Starting", token => stoppable.StartAsync(one.Spec, one.Context(), token)).ConfigureAwait(false);
            ComponentPresence started = await bench.OneAsync(one, $"After it was started {Times(time)}").ConfigureAwait(false);
            Check.That(started.IsRunning, $"After it was started {Times(time)}, it does not run{Because(started)}.");
            Check.Sequence(names, one.Outputs.Select(output => output.Name).Order(StringComparer.Ordinal), "The names of the outputs after it was started");
            await HoldsAsync(one, data, $"After it was started {Times(time)}").ConfigureAwait(false);
            if (time == 2)
            {
                Bench.SameOutputs(before, one.Outputs, "After it was started while it ran");
            }
        }
    });

    /// <summary>What is stopped can be destroyed as it is.</summary>
    [Fact]
    public Task What_is_stopped_can_be_destroyed() => CheckAsync(async bench =>
    {
        IStoppableProvider<TSpec> stoppable = Require<IStoppableProvider<TSpec>>(bench.Provider, "cannot stop");
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        await bench.CallAsync("Stopping", token => stoppable.StopAsync(one.Context(), token)).ConfigureAwait(false);

        await bench.DestroyAsync(one, bench.Another()).ConfigureAwait(false);

        await bench.NoneAsync(one, "After destroying what was stopped").ConfigureAwait(false);
    });

    /// <summary>Nothing starts what is not there, and saying so is an error that says what to do.</summary>
    [Fact]
    public Task Starting_what_is_absent_is_refused_and_makes_nothing() => CheckAsync(async bench =>
    {
        IStoppableProvider<TSpec> stoppable = Require<IStoppableProvider<TSpec>>(bench.Provider, "cannot stop");
        Case one = bench.New();

        await bench.RefusedAsync("Starting what is absent", token => new ValueTask(stoppable.StartAsync(one.Spec, one.Context(), token).AsTask())).ConfigureAwait(false);

        await bench.NoneAsync(one, "After starting what is absent").ConfigureAwait(false);
    });

    /// <summary>A reset gives the state back in which it was made, as often as one likes.</summary>
    [Fact]
    public Task Resetting_gives_back_the_state_in_which_it_was_made() => CheckAsync(async bench =>
    {
        IResettableProvider<TSpec> resettable = Require<IResettableProvider<TSpec>>(bench.Provider, "cannot reset");
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        string? data = null;
        for (int time = 1; time <= 2; time++)
        {
            data = await PutAsync(one, "of a test").ConfigureAwait(false);
            await bench.CallAsync("Resetting", async token => { await resettable.ResetAsync(one.Spec, one.Context(), token).ConfigureAwait(false); }).ConfigureAwait(false);
            ComponentPresence presence = await bench.OneAsync(one, $"After it was reset {Times(time)}").ConfigureAwait(false);
            Check.That(presence.IsRunning, $"After it was reset {Times(time)}, it does not run{Because(presence)}.");
            Check.That(data is null || await ReadAsync(one.Context(), CancellationToken.None).ConfigureAwait(false) is null, $"After it was reset {Times(time)}, it still holds what was put into it.");
        }

        await bench.CallAsync("Resetting twice in a row", async token => { await resettable.ResetAsync(one.Spec, one.Context(), token).ConfigureAwait(false); }).ConfigureAwait(false);
        await bench.OneAsync(one, "After it was reset twice in a row").ConfigureAwait(false);
        Bench.SameOutputs(one.Outputs, await bench.ProvisionAsync(one).ConfigureAwait(false), "After it was reset");
        RequireWritten(data);
    });

    /// <summary>Reading logs ends: after the tail, or when it is cancelled.</summary>
    [Fact]
    public Task Logs_are_bounded_and_reading_them_ends() => CheckAsync(async bench =>
    {
        ILogProvider logging = Require<ILogProvider>(bench.Provider, "has no log lines");
        Case one = await bench.MakeAsync().ConfigureAwait(false);
        for (int tail = 0; tail <= 5; tail++)
        {
            int asked = tail;
            List<string> lines = await bench.CallAsync(
                $"Reading the last {asked} log lines", async token => await logging.ReadLogsAsync(one.Context(), asked, follow: false, token).ToListAsync(token).ConfigureAwait(false)).ConfigureAwait(false);
            Check.That(lines.Count <= tail, $"Asked for the last {tail} log lines, it gives {lines.Count}.");
        }

        await EndsWhenCancelledAsync(bench, "Following the log", async token =>
        {
            await foreach (string line in logging.ReadLogsAsync(one.Context(), 1, follow: true, token).ConfigureAwait(false))
            {
                // Only the end counts.
            }
        }).ConfigureAwait(false);
    });

    /// <summary>Who waits for an end by itself can stop waiting, and stopping is no such end.</summary>
    [Fact]
    public Task Waiting_for_an_exit_ends_when_it_is_cancelled() => CheckAsync(async bench =>
    {
        IExitProvider exits = Require<IExitProvider>(bench.Provider, "does not know when a component has ended by itself");
        Case one = await bench.MakeAsync().ConfigureAwait(false);

        await EndsWhenCancelledAsync(bench, "Waiting for an exit", token => new ValueTask(exits.WaitForExitAsync(one.Context(), token))).ConfigureAwait(false);
    });

    private static string Times(int time) => time == 1 ? "once" : "twice";

    private async Task EndsWhenCancelledAsync(Bench bench, string what, Func<CancellationToken, ValueTask> call)
    {
        using CancellationTokenSource stop = new();
        Task waiting = bench.CallAsync(what, call, stop.Token);
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System)).ConfigureAwait(false);
        await EndsAsync(waiting, stop, what).ConfigureAwait(false);
    }

    // Cancels a call: it ends soon, as one that was cancelled, as one that succeeded or with an error of the platform. Whether it did not succeed.
    private async Task<bool> EndsAsync(Task call, CancellationTokenSource stop, string what)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        TimeSpan bound = Patience / 4;
        try
        {
            await call.WaitAsync(bound, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
            return false;
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            throw new ConformanceException($"{what} has not returned within {bound} after it was cancelled.");
        }
        catch (Exception exception) when (exception is OperationCanceledException or ProviderException)
        {
            return true; // that is how a call ends that was cancelled
        }
    }
}
