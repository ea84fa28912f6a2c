using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments;

/// <summary>Gathers what is known of a failed step: the last state, the last probe, the last log lines. Nothing waits in the dark.</summary>
internal sealed class StepDiagnosis(ComponentContexts contexts, TimeProvider timeProvider)
{
    private const int LogLines = 20;
    private const string Absent = "absent";

    // Long enough for a look, short enough not to hold an error back.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    // This look decides what becomes of the component and its environment, and not only what an error says: a busy machine must not make it Failed.
    private static readonly TimeSpan DecisionBound = TimeSpan.FromSeconds(15);

    public async Task<StepFailure> DescribeAsync(StepAttempts attempts, StepException exception, TimeSpan elapsed)
    {
        SecretRedactor redactor = attempts.Operation.Session.Redactor;
        ComponentNotReadyException? notReady = exception.InnerException as ComponentNotReadyException;
        bool ranOutOfTime = exception.WasCancelled && attempts.Operation.TimedOut;
        bool look = (notReady is { WasInterrupted: false } || exception.TimedOut || ranOutOfTime) && !exception.InDoubt;
        IReadOnlyList<string> lines = notReady?.LastLogLines ?? (exception.InnerException as ProviderException)?.LastLogLines ?? [];
        string? state = look ? await ObserveAsync(attempts).ConfigureAwait(false) : null;
        if (lines.Count == 0 && look && state != Absent)
        {
            lines = await ReadLogsAsync(attempts).ConfigureAwait(false);
        }

        return new StepFailure(attempts.Step.Component, attempts.Step.Action, redactor.Redact(ranOutOfTime ? $"it was at work when the time was up: {exception.Message}" : exception.Message))
        {
            Attempts = attempts.Count,
            Elapsed = elapsed,
            Details = exception.InnerException is null or ComponentNotReadyException or OperationCanceledException or TimeoutException ? null : redactor.Redact(exception.InnerException.ToString()),
            TimedOut = exception.TimedOut || ranOutOfTime,
            LastState = state,
            LastProbe = notReady?.LastProbe is { } probe ? redactor.Redact(probe) : null,
            LastLogLines = [.. lines.Select(redactor.Redact)],
        };
    }

    /// <summary>Whether a component whose reset failed is as it was before, or as it was made; false where that is not seen in time.</summary>
    public async Task<bool> IsWholeAsync(StepAttempts attempts)
    {
        try
        {
            return await LookAsync(attempts, DecisionBound).ConfigureAwait(false) is { Exists: true, IsRunning: true };
        }
        catch (Exception)
        {
            // What cannot be seen may be anything.
            return false;
        }
    }

    private async Task<ComponentPresence> LookAsync(StepAttempts attempts, TimeSpan bound)
    {
        using CancellationTokenSource ending = new(bound, timeProvider);
        return await Task.Run(() => attempts.Binding.Provider.ObserveRequiredAsync(Context(attempts), ending.Token).AsTask(), CancellationToken.None)
            .WaitAsync(bound, timeProvider, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<string?> ObserveAsync(StepAttempts attempts)
    {
        try
        {
            ComponentPresence presence = await LookAsync(attempts, Bound).ConfigureAwait(false);
            string state = !presence.Exists ? Absent : presence.IsRunning ? "running" : "not running";
            return presence.Detail is null ? state : $"{state} ({attempts.Operation.Session.Redactor.Redact(presence.Detail)})";
        }
        catch (Exception exception)
        {
            // This is a look on the way to a better error; its own failure must not take the error's place.
            return $"could not be observed: {attempts.Operation.Session.Redactor.Redact(exception.Message)}";
        }
    }

    private async Task<IReadOnlyList<string>> ReadLogsAsync(StepAttempts attempts)
    {
        ConcurrentQueue<string> lines = new();
        if (attempts.Binding.Provider is ILogProvider logs)
        {
            try
            {
                using CancellationTokenSource bound = new(Bound, timeProvider);
                await Task.Run(() => CopyAsync(logs.ReadLogsAsync(Context(attempts), LogLines, follow: false, bound.Token), lines), CancellationToken.None)
                    .WaitAsync(Bound, timeProvider, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // As above.
                lines.Enqueue($"(log lines could not be read: {exception.Message})");
            }
        }

        return [.. lines];
    }

    private static async Task CopyAsync(IAsyncEnumerable<string> lines, ConcurrentQueue<string> copy)
    {
        await foreach (string line in lines.ConfigureAwait(false))
        {
            copy.Enqueue(line);
        }
    }

    private ComponentContext Context(StepAttempts attempts) =>
        contexts.Create(attempts.Operation.Session, attempts.Operation.Snapshot.Find(attempts.Step.Component)!);
}
