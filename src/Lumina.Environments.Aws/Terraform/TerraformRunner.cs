using System.Runtime.Versioning;
using System.Text.Json;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>Runs one command of terraform from its start to a state that is known to be whole.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TerraformRunner(TerraformProcesses processes, TerraformRecovery recovery, TerraformOptions options, TimeProvider time)
{
    /// <summary>Each copy is written through to the disk, so not at every change.</summary>
    private static readonly TimeSpan PauseBetweenCopies = TimeSpan.FromSeconds(1);

    /// <summary>Runs a command with a log.</summary>
    /// <param name="program">The program.</param>
    /// <param name="workspace">Where.</param>
    /// <param name="arguments">The command first.</param>
    /// <param name="requiresTruth">Whether it is refused while something is in doubt.</param>
    /// <param name="onEvent">Called for each event.</param>
    /// <param name="cancellationToken">Stops terraform; the wait for that is bounded by the options.</param>
    public async Task<TerraformRunResult> RunAsync(
        TerraformProgram program, TerraformWorkspace workspace, IReadOnlyList<string> arguments, bool requiresTruth, Func<TerraformEvent, ValueTask> onEvent,
        CancellationToken cancellationToken)
    {
        using IDisposable held = workspace.Lock();
        await recovery.WaitForOrphanAsync(workspace, onWait: null, cancellationToken).ConfigureAwait(false);
        TerraformStateCheck before = TerraformStateCheck.Make(workspace);
        if (requiresTruth && before.Doubts.Count > 0)
        {
            throw new TerraformDoubtException(before.Doubts);
        }

        SettleIfCertain(workspace, before);

        string log = workspace.NewEventFile(arguments[0]);
        TerraformProcess process = await StartAsync(program, workspace, arguments, log, cancellationToken).ConfigureAwait(false);
        Task<ProcessExit> end = process.WaitAsync(cancellationToken);
        TerraformRunLog told = new();
        try
        {
            await FollowAsync(workspace, process, log, told, onEvent).ConfigureAwait(false);
        }
        catch
        {
            // Whoever follows could not take in what it said: it must not go on unheard.
            await process.StopAsync().ConfigureAwait(false);
            await ((Task)end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await ((Task)end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await processes.EndSessionAsync(process.Identity, CancellationToken.None).ConfigureAwait(false);
        workspace.ClearRun();
        SettleIfCertain(workspace, TerraformStateCheck.Make(workspace));
        ProcessExit exit = await end.ConfigureAwait(false);
        return exit.Code == 0 ? told.ToResult() : throw new TerraformException(arguments[0], exit.ToString(), told.Errors);
    }

    /// <summary>Runs a command that answers with one object.</summary>
    public async Task<JsonDocument> AskAsync(
        TerraformProgram program, TerraformWorkspace workspace, IReadOnlyList<string> arguments, bool allowsFailure, CancellationToken cancellationToken)
    {
        using IDisposable held = workspace.Lock();
        string answer = Path.Combine(workspace.Path, $"{arguments[0]}.answer");
        File.Delete(answer);
        ProcessExit exit = default;
        try
        {
            TerraformProcess process = await processes.StartAsync(
                new TerraformCommand(program.Path, arguments, workspace.Path, answer) { Variables = workspace.Variables }, cancellationToken).ConfigureAwait(false);
            exit = await process.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (exit.Code == 0 || allowsFailure)
            {
                using FileStream file = File.OpenRead(answer);
                return await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            throw new TerraformException(arguments[0], exit.ToString(), []);
        }
        catch (JsonException exception)
        {
            throw new TerraformException(arguments[0], $"{exit} and an answer that is no JSON ({exception.Message})", []);
        }
        finally
        {
            File.Delete(answer);
        }
    }

    public static TerraformDiagnostic Redact(TerraformDiagnostic diagnostic, TerraformOptions options) =>
        diagnostic with { Summary = options.Redact(diagnostic.Summary), Detail = options.Redact(diagnostic.Detail) };

    private static void SettleIfCertain(TerraformWorkspace workspace, TerraformStateCheck check)
    {
        if (check.Doubts.Count == 0)
        {
            workspace.Settle();
        }
    }

    private async Task<TerraformProcess> StartAsync(
        TerraformProgram program, TerraformWorkspace workspace, IReadOnlyList<string> arguments, string log, CancellationToken cancellationToken)
    {
        TerraformCommand command = new(program.Path, arguments, workspace.Path, log)
        {
            Variables = workspace.Variables,
            BeforeItRuns = (identity, _) =>
            {
                workspace.WriteRun(new TerraformRunRecord(identity, MachineBoot.ReadId()));
                return ValueTask.CompletedTask;
            },
        };
        return await processes.StartAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads on after a cancellation, too: terraform tells what it still finishes.</summary>
    private async Task FollowAsync(
        TerraformWorkspace workspace, TerraformProcess process, string log, TerraformRunLog told, Func<TerraformEvent, ValueTask> onEvent)
    {
        long copied = time.GetTimestamp();
        await foreach (TerraformEvent read in new TerraformEventFile(log, time).FollowAsync(process.Exit, CancellationToken.None).ConfigureAwait(false))
        {
            TerraformEvent safe = read switch
            {
                TerraformEvent.Diagnosed diagnosed => diagnosed with { Diagnostic = Redact(diagnosed.Diagnostic, options) },
                TerraformEvent.Unknown unknown => unknown with { Raw = options.Redact(unknown.Raw) },
                _ => read,
            };
            told.Add(safe);
            await onEvent(safe).ConfigureAwait(false);
            if (read is TerraformEvent.ApplyComplete && time.GetElapsedTime(copied) > PauseBetweenCopies && workspace.ReadState() is { } state)
            {
                // One that is being written right now is not whole, and the next time is soon.
                workspace.Copies.Keep(state);
                copied = time.GetTimestamp();
            }
        }
    }
}
