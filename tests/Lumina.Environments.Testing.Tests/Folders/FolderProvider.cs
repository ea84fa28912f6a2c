using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Testing.Tests.Folders;

/// <summary>Keeps mailboxes as folders, which outlive the process. One bug can be planted in it.</summary>
public sealed class FolderProvider(string root, Bug bug, TimeProvider timeProvider, CancellationToken closed)
    : IStoppableProvider<MailboxSpec>, IResettableProvider<MailboxSpec>, IChangeCheckProvider, IMarkingProvider, ILogProvider
{
    private const string MarksFile = "marks.json";
    private const string StoppedFile = "stopped";
    private const string BegunFile = "begun";

    public const string DataFile = "data";
    public const string SettingsFile = "settings.json";

    private static readonly ActivitySource Traces = new("Folders");

    public string Name => "folders";

    public string? WhyNot(MailboxSpec spec) => null;

    public IEnumerable<SpecificationFault> FindObstacles(MailboxSpec spec) => bug == Bug.DeclinesWhatItTakes ? [new SpecificationFault("name", "There is no room.", "Make room.")] : [];

    public ValueTask<string?> WhyNotChangeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.FromResult(bug == Bug.RefusesToChangeWhatIsThere ? "it is somebody else's" : null);

    public ComponentPlacement Place(MailboxSpec spec) => new() { OutlivesProcess = bug != Bug.SaysThatItEndsWithItsProcess };

    public async ValueTask<ComponentOutputs> ProvisionAsync(MailboxSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        cancellationToken = Seen(cancellationToken);
        if (!context.Credentials.TryGetValue("password", out Secret? password))
        {
            throw new ProviderException($"{context.Component} has no credential 'password'.");
        }

        Say(context, password.Reveal());
        string folder = Folder(context);
        await using FileStream alone = await LockAsync(context, cancellationToken);
        if (bug != Bug.AdoptsWhatIsNotItsOwn)
        {
            RequireOwn(folder, context, bug == Bug.TellsItsPasswordInAnError ? password.Reveal() : "");
        }

        if (!Directory.Exists(folder) || bug == Bug.MakesAnotherAtEveryCall)
        {
            await MakeAsync(folder, context, password.Reveal(), cancellationToken);
        }
        else if (bug == Bug.ForgetsWhatItHolds)
        {
            File.Delete(Path.Combine(folder, DataFile));
        }

        return ComponentOutputs.Empty.With("path", bug == Bug.TellsItsPasswordInAnOutput ? $"{folder}?password={password.Reveal()}" : folder).With("password", new Secret(bug == Bug.GivesAnotherPasswordAtEveryCall ? Guid.NewGuid().ToString() : password.Reveal()));
    }

    public ValueTask<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Folder(context);
        if (!Directory.Exists(folder))
        {
            return ValueTask.FromResult(ComponentPresence.Absent);
        }

        OwnershipMarks? marks = ReadMarks(folder);
        bool runs = !File.Exists(Path.Combine(folder, StoppedFile)) || bug == Bug.RunsOnWhenStopped;
        return ValueTask.FromResult(runs ? ComponentPresence.Running(marks) : ComponentPresence.NotRunning(marks));
    }

    public async ValueTask DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Folder(context);
        await using FileStream alone = await LockAsync(context, cancellationToken);
        if (bug == Bug.FailsWhereThereIsNothingToDestroy && !Directory.Exists(folder))
        {
            throw new ProviderException($"There is no folder '{context.ExternalName}'.");
        }

        if (bug == Bug.TrustsTheClock && ReadMarks(folder)?.ExpiresAt > timeProvider.GetUtcNow().AddHours(2))
        {
            return; // it cannot be from the future
        }

        if (bug != Bug.DestroysWhatIsNotItsOwn)
        {
            RequireOwn(folder, context, "");
        }

        context.Logger.LogInformation("Destroying {Folder}", context.ExternalName);
        foreach (string made in bug is Bug.CannotDestroyHalfOfIt or Bug.MakesAnotherAtEveryCall ? [folder] : Parts(context))
        {
            if (bug == Bug.LeavesAFolderBehind)
            {
                Directory.CreateDirectory(Path.Combine(root, $".old-{context.ExternalName}"));
            }

            DeleteFolder(made);
            await Task.Yield();
        }
    }

    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (string folder in bug == Bug.ListsNothing ? [] : Directory.GetDirectories(root))
        {
            bool isNamed = Path.GetFileName(folder)[0] != '.';
            if (isNamed && ReadMarks(folder) is { } marks && (scope.Covers(marks) || (bug == Bug.ListsEveryInstallation && scope.EnvironmentId is null)))
            {
                yield return new FoundComponent(marks.Component, Path.GetFileName(folder), marks, ComponentLocation.Only);
            }
        }
    }

    public ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Folder(context);
        RequireOwn(folder, context, "");
        File.WriteAllText(Path.Combine(folder, StoppedFile), "");
        if (bug == Bug.LosesDataWhenStopped)
        {
            File.Delete(Path.Combine(folder, DataFile));
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<ComponentOutputs> StartAsync(MailboxSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        Seen(cancellationToken).ThrowIfCancellationRequested();
        string folder = Folder(context);
        if (!Directory.Exists(folder) && bug != Bug.StartsWhatIsAbsent)
        {
            throw new ProviderException($"There is no folder '{context.ExternalName}' to start.");
        }

        string begun = Path.Combine(folder, BegunFile);
        if (bug != Bug.TakesABegunStartForDone || !File.Exists(begun))
        {
            await File.WriteAllTextAsync(begun, "", CancellationToken.None);
            await StepAsync(context, "starting", Seen(cancellationToken));
            File.Delete(Path.Combine(folder, StoppedFile));
            File.Delete(begun);
        }

        return await ProvisionAsync(spec, context, cancellationToken);
    }

    public ValueTask<ResetResult> ResetAsync(MailboxSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Folder(context);
        RequireOwn(folder, context, "");
        if (bug != Bug.KeepsDataWhenReset)
        {
            File.Delete(Path.Combine(folder, DataFile));
        }

        return ValueTask.FromResult(new ResetResult(ResetWay.Difference, KeptSessions: true));
    }

    public ValueTask UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string folder = Folder(context);
        if (Directory.Exists(folder))
        {
            if (bug != Bug.MarksWhatIsNotItsOwn)
            {
                RequireOwn(folder, context, "");
            }

            bool isKept = bug != Bug.LosesWhatAPersonKeeps && ReadMarks(folder)!.IsKept;
            WriteMarks(folder, context.Marks with { IsKept = isKept });
        }

        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int line = 0; line < (bug == Bug.CountsItsLogWrong ? tail + 1 : Math.Min(tail, 2)); line++)
        {
            yield return $"line {line}";
        }

        if (follow)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, bug == Bug.FollowsItsLogForEver ? CancellationToken.None : cancellationToken);
        }
    }

    /// <summary>Sets a mark as a person would.</summary>
    public static void Keep(string folder) => WriteMarks(folder, ReadMarks(folder)! with { IsKept = true });

    /// <summary>Everything that was made for a component, half-made things included.</summary>
    public static IEnumerable<string> Parts(string root, string externalName) =>
        Directory.GetDirectories(root).Where(folder => Path.GetFileName(folder) is { } name && (name == externalName || name.StartsWith($"{externalName}.", StringComparison.Ordinal) || name == $".new-{externalName}" || name == $".old-{externalName}"));

    // It gets its marks before it gets its name, so that it never exists without them.
    private async Task MakeAsync(string folder, ComponentContext context, string password, CancellationToken cancellationToken)
    {
        string name = bug == Bug.MakesAnotherAtEveryCall && Directory.Exists(folder) ? $"{folder}.{Guid.NewGuid():N}" : folder;
        string making = bug is Bug.MakesItWhereItIs or Bug.MarksAtTheEnd ? name : Path.Combine(root, $".new-{context.ExternalName}");
        if (bug == Bug.MakesOneAtATimeAndFails && Directory.GetDirectories(root, ".new-*").Length > 0)
        {
            throw new ProviderException("Another folder is being made."); // and trying again would help
        }

        if (making != name && bug != Bug.MakesAnotherAtEveryCall)
        {
            DeleteFolder(making); // an attempt that was cut short has left it
        }

        Directory.CreateDirectory(making, (UnixFileMode)0b111_000_000);
        await StepAsync(context, "made", cancellationToken);
        if (bug != Bug.MarksAtTheEnd)
        {
            Mark(making, context.Marks);
        }

        await StepAsync(context, "marked", cancellationToken);
        WritePrivate(Path.Combine(making, "password"), password);
        WritePrivate(Path.Combine(making, SettingsFile), JsonSerializer.Serialize(bug == Bug.ChangesSettings ? context.Settings.ToDictionary(setting => setting.Key, setting => setting.Value.Trim()) : context.Settings));
        await StepAsync(context, "filled", cancellationToken);
        if (bug == Bug.MarksAtTheEnd)
        {
            Mark(making, context.Marks);
        }

        if (making != name)
        {
            Directory.Move(making, name);
        }

        await context.RecordResourceAsync(
            new ComponentResource("folder", context.ExternalName, name) { Configuration = new Dictionary<string, string> { ["password"] = bug == Bug.TellsItsPasswordInAResource ? password : "***" } },
            cancellationToken);
    }

    private async Task StepAsync(ComponentContext context, string step, CancellationToken cancellationToken)
    {
        context.Logger.LogInformation("{Folder} is {Step}", context.ExternalName, step);
        if (bug == Bug.IgnoresCancellation)
        {
            await Task.Delay(cancellationToken.CanBeCanceled && cancellationToken.IsCancellationRequested ? TimeSpan.FromSeconds(20) : TimeSpan.FromMilliseconds(2), timeProvider, closed);
            return;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(2), timeProvider, cancellationToken);
    }

    private void Mark(string folder, OwnershipMarks marks)
    {
        if (bug != Bug.WritesNoMarks)
        {
            WriteMarks(folder, bug == Bug.MarksWithoutTheOwnersCare ? marks with { Owner = marks.Owner.Replace('\n', ' ') } : marks);
        }
    }

    private void Say(ComponentContext context, string password)
    {
        switch (bug)
        {
            case Bug.TellsItsPasswordInTheLog:
                context.Logger.LogInformation("Making {Folder} with {Password}", context.ExternalName, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"user:{password}")));
                break;
            case Bug.TellsItsPasswordInATrace:
                using (Activity? activity = Traces.StartActivity("make"))
                {
                    activity?.SetTag("password", password);
                }

                break;
            case Bug.TellsItsPasswordToEverybody:
                File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
                File.WriteAllText(Path.Combine(root, "passwords"), password);
                break;
            case Bug.TellsItsPasswordOnACommandLine:
                using (Process telling = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 0.3", password]))!)
                {
                    telling.WaitForExit();
                }

                break;
            case Bug.FailsWithAnIOException:
                throw new IOException("The disk is full.");
            default:
                break;
        }
    }

    private CancellationToken Seen(CancellationToken cancellationToken) => bug == Bug.LooksAtNoToken ? CancellationToken.None : cancellationToken;

    private IEnumerable<string> Parts(ComponentContext context) => Parts(root, context.ExternalName).Where(folder => bug != Bug.LeavesAFolderBehind || Path.GetFileName(folder)[0] != '.');

    private string Folder(ComponentContext context) => Path.Combine(root, bug == Bug.CutsLongNames ? context.ExternalName[..Math.Min(12, context.ExternalName.Length)] : context.ExternalName);

    private static void RequireOwn(string folder, ComponentContext context, string hint)
    {
        if (Directory.Exists(folder) && ReadMarks(folder) is { } marks && (marks.EnvironmentId != context.EnvironmentId || marks.Installation != context.Marks.Installation))
        {
            throw new ProviderException($"The folder '{context.ExternalName}' belongs to environment {marks.EnvironmentId} and is left alone. {hint}");
        }
    }

    private static OwnershipMarks? ReadMarks(string folder)
    {
        try
        {
            return OwnershipMarks.FromDictionary(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(folder, MarksFile)))!);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return null;
        }
    }

    private static void WriteMarks(string folder, OwnershipMarks marks)
    {
        string writing = Path.Combine(folder, $"{MarksFile}.{Guid.NewGuid():N}");
        File.WriteAllText(writing, JsonSerializer.Serialize(marks.ToDictionary()));
        File.Move(writing, Path.Combine(folder, MarksFile), overwrite: true);
    }

    private static void WritePrivate(string file, string text)
    {
        using StreamWriter writer = new(file, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        writer.Write(text);
    }

    // A whole folder goes at once: it loses its name first.
    private void DeleteFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        bool isNamed = Path.GetFileName(folder)[0] != '.';
        string going = isNamed ? Path.Combine(root, $".old-{Path.GetFileName(folder)}") : folder;
        if (isNamed)
        {
            Directory.Move(folder, going);
        }

        Directory.Delete(going, recursive: true);
    }

    // The lock goes with the process that holds it.
    private async Task<FileStream> LockAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(root))
        {
            throw new ProviderException($"'{root}' is gone");
        }

        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(root, ".locks")).FullName, context.ExternalName);
        while (true)
        {
            closed.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }
        }
    }
}
