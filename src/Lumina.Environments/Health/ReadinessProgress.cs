using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>One wait for one component: what the probes said so far, and the errors that follow from it.</summary>
internal sealed class ReadinessProgress(SelectedCheck check, TimeProvider timeProvider)
{
    private readonly long _began = timeProvider.GetTimestamp();

    private int _probes;
    private string? _lastProbe;

    public TimeSpan Elapsed => timeProvider.GetElapsedTime(_began);

    public TimeSpan Left => check.Spec.StartupTimeout - Elapsed;

    public void Begin() => _probes++;

    /// <summary>Keeps what a probe said. One that the end of the wait cut short says less than an earlier one.</summary>
    public void End(HealthProbeResult result, bool cutShort) => _lastProbe = cutShort && _lastProbe is not null ? _lastProbe : result.Message;

    public ComponentNotReadyException TimedOut() => Failed(
        $"{Component}: {_lastProbe ?? "no probe was made"} at probe {_probes} after {Durations.Text(Elapsed)}; it may take {Durations.Text(check.Spec.StartupTimeout)} to be ready (healthCheck.startupTimeout).");

    public ComponentNotReadyException Refused() => Failed($"{Component}: {_lastProbe!.TrimEnd('.')} at probe {_probes} after {Durations.Text(Elapsed)}, which waiting does not mend.");

    public ComponentNotReadyException Ended(ComponentExit exit) => Failed(
        $"{Component}: {exit.Reason} after {Durations.Text(Elapsed)}, before its health check passed{(_lastProbe is null ? "" : $" (probe {_probes}: {_lastProbe})")}.",
        exit);

    /// <summary>The same error with what the probes had said by then.</summary>
    public Exception Interrupted(OperationCanceledException exception) => _lastProbe is null ? exception
        : new ComponentNotReadyException($"{Component}: {_lastProbe} at probe {_probes} after {Durations.Text(Elapsed)}, when it was waited for no longer.", exception)
        {
            Component = Component,
            LastProbe = _lastProbe,
            Probes = _probes,
            Elapsed = Elapsed,
            WasInterrupted = true,
        };

    private ComponentName Component => check.Context.Spec.ComponentName;

    private ComponentNotReadyException Failed(string message, ComponentExit? exit = null) =>
        new(message) { Component = Component, LastProbe = _lastProbe, Probes = _probes, Elapsed = Elapsed, Exit = exit };
}
