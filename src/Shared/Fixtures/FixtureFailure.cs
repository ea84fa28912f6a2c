using System.Text;
#if XUNIT_V3
using Lumina.Environments.XunitV3;
#else
using Lumina.Environments.Xunit;
#endif

namespace Lumina.Environments.Fixtures;

/// <summary>Why there is no environment: told in full once, and in one line to all who ask later.</summary>
internal sealed class FixtureFailure
{
    private readonly Exception _exception;
    private readonly string _name;
    private readonly string _cause;
    private readonly string _report;
    private readonly string? _folder;
    private readonly bool _holdsSecret;
    private string? _toldTo;

    private FixtureFailure(Exception exception, string name, string cause, string report, string? folder, bool holdsSecret) =>
        (_exception, _name, _cause, _report, _folder, _holdsSecret) = (exception, name, cause, report, folder, holdsSecret);

    public bool IsReported => Volatile.Read(ref _toldTo) is not null;

    /// <summary>Takes back what was made, and keeps the failure with all that is known of it.</summary>
    public static async Task<FixtureFailure> KeepAsync(FixtureSettings? settings, FixtureAttempt attempt, Exception exception)
    {
        string name = attempt.Spec?.Name ?? "of the fixture";
        EnvironmentId? id = (exception as EnvironmentException)?.EnvironmentId ?? attempt.Environment?.Id ?? attempt.Provisioned ?? attempt.Progress?.EnvironmentId;
        FixtureArtifacts? artifacts = settings is not null && id is { } known ? new FixtureArtifacts(settings, known, name) : null;
        SecretRedactor redactor = await FindRedactorAsync(attempt).ConfigureAwait(false);
        bool holdsSecret = redactor.Finds(exception.ToString());
        StringBuilder report = new(redactor.Redact(exception is EnvironmentException ? exception.Message : holdsSecret ? exception.ToString() : $"{exception.GetType().Name}: {exception.Message}"));
        if (attempt is { Manager: { } owner, Environment: { } environment })
        {
            await TryAsync("Describing it", report, async () => report.Append('\n').Append(await EnvironmentDescription.WriteAsync(owner, environment.Snapshot, lines: 20, settings!.TimeProvider, CancellationToken.None).ConfigureAwait(false))).ConfigureAwait(false);
            await artifacts!.WriteLogsAsync(owner, environment.Snapshot).ConfigureAwait(false);
        }

        if (attempt.Manager is { } manager)
        {
            // What is up although making it did not succeed, such as before the author's own preparation failed.
            await TryAsync("Taking it down", report, () => (attempt.Environment?.Id ?? attempt.Provisioned) is { } left ? manager.TerminateAsync(left, CancellationToken.None) : Task.CompletedTask).ConfigureAwait(false);
            if (artifacts is not null)
            {
                await attempt.Progress!.CatchUpAsync().ConfigureAwait(false);
                await TryAsync("Reading its journal", report, async () => report.Append("\n  Components when it failed:").Append(await TimelineAsync(manager, id!.Value).ConfigureAwait(false))).ConfigureAwait(false);
                await artifacts.WriteLogsAsync((exception as EnvironmentException)?.Failures ?? []).ConfigureAwait(false);
                await artifacts.WriteEventsAsync(manager).ConfigureAwait(false);
                await artifacts.WriteReportAsync(report.ToString()).ConfigureAwait(false);
            }

            await TryAsync("Taking it down", report, () => manager.DisposeAsync().AsTask()).ConfigureAwait(false);
        }

        return new FixtureFailure(exception, name, redactor.Redact(Cause(exception)), report.ToString(), artifacts?.Folder, holdsSecret);
    }

    /// <param name="test">Who asks; null where that is not known.</param>
    public EnvironmentUnavailableException ToException(string? test)
    {
        string? toldTo = Interlocked.CompareExchange(ref _toldTo, test ?? "", comparand: null);
        EnvironmentException? known = _exception as EnvironmentException;
        return new EnvironmentUnavailableException(toldTo is null ? _report : Short(toldTo), toldTo is null && known is null && !_holdsSecret ? _exception : null)
        {
            EnvironmentId = known?.EnvironmentId,
            EnvironmentName = _name,
            Failures = known?.Failures ?? [],
            RolledBack = known?.RolledBack ?? [],
            Left = known?.Left ?? [],
        };
    }

    private string Short(string toldTo)
    {
        string where = toldTo.Length > 0 ? $"with {toldTo}" : "with the first test that asked for it";
        return $"{_cause.Split('\n')[0]} (so there is no environment '{_name}'; the whole report is {where}{(_folder is null ? "" : $" and in {_folder}")})";
    }

    private static string Cause(Exception exception) => exception switch
    {
        EnvironmentException { Failures: [StepFailure failure, ..] } => $"{failure.Component}: {failure.Error}",
        InvalidEnvironmentSpecException { Faults: { Count: > 0 } faults } => faults.Count == 1 ? $"{faults[0]}" : $"{faults[0]} ({faults.Count - 1} more)",
        _ => exception.Message,
    };

    // What an author's preparation throws may quote the environment's secrets: drivers' messages do.
    private static async Task<SecretRedactor> FindRedactorAsync(FixtureAttempt attempt)
    {
        try
        {
            return attempt is { Manager: { } manager, Environment: { } environment } ? await manager.GetRedactorAsync(environment.Id, CancellationToken.None).ConfigureAwait(false) : new SecretRedactor();
        }
        catch (Exception)
        {
            // Whatever it is, such as that it is gone already: the teardown is more important.
            return new SecretRedactor();
        }
    }

    private static async Task<string> TimelineAsync(EnvironmentManager manager, EnvironmentId id)
    {
        EnvironmentTimeline timeline = new(await manager.ReadEventsAsync(id).ToListAsync().ConfigureAwait(false));
        return string.Concat(timeline.ToString().TrimEnd().Split('\n').Select(line => $"\n    {line}"));
    }

    // The first error is the one to be told, and nothing may keep the rest from being taken away.
    private static async Task TryAsync(string what, StringBuilder report, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            report.Append($"\n{what} failed, too: {exception.Message}");
        }
    }
}
