using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Waits until a component that was made or started works: its health check passes as often in a row as the check asks for.</summary>
internal sealed class ReadinessGate(IEnumerable<IHealthChecker> checkers, TimeProvider timeProvider)
{
    private const double Slowdown = 1.5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    // A timer may fire this much before its time, by the clock that is read here.
    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(16);

    private readonly HealthCheckSelector _selector = new(checkers);
    private readonly HealthProber _prober = new(timeProvider);

    /// <summary>Waits; returns at once, without a task, where there is nothing to wait for.</summary>
    /// <param name="spec">The component.</param>
    /// <param name="outputs">What its provider says that it gives to others.</param>
    /// <param name="exit">Completes when the component has ended by itself; null where its provider cannot tell.</param>
    /// <param name="hasWritten">Whether the component has written a line with a text since it was started; null where its provider cannot tell.</param>
    /// <param name="observe">Looks for the component on its platform; null where nobody can.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ComponentNotReadyException">It ended, or it was not ready within the check's <see cref="HealthCheckSpec.StartupTimeout"/>, or a probe said that waiting does not help, or the token ended the waiting after a probe.</exception>
    public ValueTask WaitUntilReadyAsync(
        ComponentSpec spec,
        ComponentOutputs outputs,
        Func<CancellationToken, Task<ComponentExit>>? exit,
        Func<string, CancellationToken, ValueTask<bool>>? hasWritten,
        Func<CancellationToken, ValueTask<ComponentPresence>>? observe,
        CancellationToken cancellationToken)
    {
        // A component whose provider has returned is present: a check of that is waited for where the spec asks for it.
        if (HealthCheckSelector.Wanted(spec) is not { } wanted)
        {
            return ValueTask.CompletedTask;
        }

        if (wanted.Type == HealthCheckType.Presence)
        {
            // What runs once has ended by now.
            return observe is null || spec is ServiceSpec { Run.IsAlways: false }
                ? ValueTask.CompletedTask
                : WaitAsync(new SelectedCheck(new PresenceChecker(observe), new HealthCheckContext { Check = wanted with { Timeout = Longer(wanted.Timeout, PresenceChecker.Timeout) }, Spec = spec, Outputs = outputs }), exit, cancellationToken);
        }

        if (wanted.Type == HealthCheckType.Log && hasWritten is not null)
        {
            HealthCheckContext context = new() { Check = wanted, Spec = spec, Outputs = outputs };
            return WaitAsync(new SelectedCheck(new LogLineChecker(hasWritten), context), exit, cancellationToken);
        }

        if (_selector.Find(wanted, spec, outputs) is { } check)
        {
            return WaitAsync(check, exit, cancellationToken);
        }

        return spec.HealthCheck is null ? ValueTask.CompletedTask : throw NoChecker(spec, wanted);
    }

    private async ValueTask WaitAsync(SelectedCheck check, Func<CancellationToken, Task<ComponentExit>>? exit, CancellationToken cancellationToken)
    {
        ReadinessProgress wait = new(check, timeProvider);
        try
        {
            await WaitAsync(check, wait, exit, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw wait.Interrupted(exception);
        }
    }

    private async Task WaitAsync(SelectedCheck check, ReadinessProgress wait, Func<CancellationToken, Task<ComponentExit>>? exit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task probing = ProbeUntilReadyAsync(check, wait, over.Token);
        if (exit is null || probing.IsCompletedSuccessfully)
        {
            await probing.ConfigureAwait(false);
            return;
        }

        Task<ComponentExit?> watching = WatchAsync(exit, over.Token);
        await Task.WhenAny(probing, watching).ConfigureAwait(false);
        ComponentExit? ended = watching.IsCompleted ? await watching.ConfigureAwait(false) : null;
        if (ended is null)
        {
            await probing.ConfigureAwait(false);
        }

        await over.CancelAsync().ConfigureAwait(false);
        if (ended is not null)
        {
            await probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            throw wait.Ended(ended);
        }
    }

    private async Task ProbeUntilReadyAsync(SelectedCheck check, ReadinessProgress wait, CancellationToken cancellationToken)
    {
        TimeSpan pause = Shorter(FirstPause, check.Spec.Interval);
        int passes = 0;
        for (TimeSpan left = wait.Left; left > TimeSpan.Zero; left = wait.Left)
        {
            wait.Begin();
            HealthProbeResult result = await _prober.ProbeAsync(check, Shorter(check.Spec.Timeout, left), cancellationToken).ConfigureAwait(false);
            wait.End(result, cutShort: left < check.Spec.Timeout && wait.Left <= TimerResolution);
            if (result is { Outcome: HealthOutcome.Fail, IsFinal: true })
            {
                throw wait.Refused();
            }

            passes = result.Outcome == HealthOutcome.Fail || result.IsUnseen ? 0 : passes + 1;
            if (passes >= check.Spec.HealthyThreshold)
            {
                return;
            }

            if (wait.Left is { Ticks: > 0 } rest)
            {
                await Task.Delay(Shorter(pause, rest), timeProvider, cancellationToken).ConfigureAwait(false);
                pause = Shorter(pause * Slowdown, check.Spec.Interval);
            }
        }

        throw wait.TimedOut();
    }

    /// <summary>How the component ended; null where the provider could not tell after all, so that only the probes decide.</summary>
    private static async Task<ComponentExit?> WatchAsync(Func<CancellationToken, Task<ComponentExit>> exit, CancellationToken cancellationToken)
    {
        try
        {
            return await exit(cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A watch that fails says nothing about the component.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static ComponentNotReadyException NoChecker(ComponentSpec spec, HealthCheckSpec check) =>
        new($"{spec.ComponentName}: no registered checker can do a health check of type '{check.Type}'; register an IHealthChecker that can, or use http or tcp.")
        {
            Component = spec.ComponentName,
        };
}
