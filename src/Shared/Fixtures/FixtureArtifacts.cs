namespace Lumina.Environments.Fixtures;

/// <summary>Files for a look at a run: <c>timeline.txt</c>, <c>events.jsonl</c>, <c>report.txt</c> where it or a reset failed, and a log for each component that has one. That they cannot be written is said and harms nobody.</summary>
internal sealed class FixtureArtifacts(FixtureSettings settings, EnvironmentId environmentId, string name)
{
    private const int LogLines = 10_000;

    public FixtureArtifacts(FixtureSettings settings, EnvironmentSnapshot environment)
        : this(settings, environment.Id, environment.Name)
    {
    }

    /// <summary>The environment's folder; null where no files are wanted.</summary>
    public string? Folder { get; } = settings.ArtifactsDirectory is { } directory ? Path.Combine(directory, $"{name}-{environmentId}") : null;

    /// <summary>Writes a report, after those that are there.</summary>
    public Task WriteReportAsync(string report) => WriteAsync(folder => File.AppendAllTextAsync(Path.Combine(folder, "report.txt"), report + "\n", CancellationToken.None));

    /// <summary>Writes what the components have logged. It is read while they are there.</summary>
    public Task WriteLogsAsync(EnvironmentManager manager, EnvironmentSnapshot environment) => WriteAsync(async folder =>
    {
        foreach ((ComponentSnapshot component, IReadOnlyList<string> lines) in await ComponentLogs.ReadAsync(manager, environment, LogLines, settings.TimeProvider, CancellationToken.None).ConfigureAwait(false))
        {
            if (lines.Count > 0 || component.Name.Kind == ComponentKinds.Service)
            {
                await WriteLogAsync(folder, component.Name, lines).ConfigureAwait(false);
            }
        }
    });

    /// <summary>Writes the last lines of what failed.</summary>
    public Task WriteLogsAsync(IReadOnlyList<StepFailure> failures) => WriteAsync(async folder =>
    {
        foreach (StepFailure failure in failures.Where(failure => failure.LastLogLines.Count > 0))
        {
            await WriteLogAsync(folder, failure.Component, failure.LastLogLines).ConfigureAwait(false);
        }
    });

    /// <summary>Writes the journal and what follows from it.</summary>
    public Task WriteEventsAsync(EnvironmentManager manager) => WriteAsync(async folder =>
    {
        List<EnvironmentEvent> events = await manager.ReadEventsAsync(environmentId).ToListAsync().ConfigureAwait(false);
        EnvironmentEventJson json = new();
        await File.WriteAllLinesAsync(Path.Combine(folder, "events.jsonl"), events.Select(json.Write)).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "timeline.txt"), EnvironmentTimeline.Header + new EnvironmentTimeline(events)).ConfigureAwait(false);
    });

    private static async Task WriteLogAsync(string folder, ComponentName component, IReadOnlyList<string> lines)
    {
        string logs = Directory.CreateDirectory(Path.Combine(folder, "logs")).FullName;
        string name = component.Kind == ComponentKinds.Service ? component.Name : $"{component.Kind}-{component.Name}";
        await File.WriteAllLinesAsync(Path.Combine(logs, $"{name}.log"), lines).ConfigureAwait(false);
    }

    private async Task WriteAsync(Func<string, Task> write)
    {
        if (Folder is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Folder);
            await write(Folder).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whatever it is, such as a provider's error at a log: the teardown that follows is more important.
            settings.WriteProgress($"{name}: files for a look at the run could not be written to {Folder}: {exception.Message}");
        }
    }
}
