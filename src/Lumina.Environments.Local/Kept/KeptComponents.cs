using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>What one provider keeps: the verbs that are the same for all kinds.</summary>
/// <param name="host">This process's host.</param>
/// <param name="provider">The name of the provider.</param>
/// <param name="kind">The kind of its components.</param>
/// <param name="stop">How its processes are stopped so that their data stays.</param>
/// <param name="end">How they are ended when nothing is to stay.</param>
[SupportedOSPlatform("linux")]
internal sealed class KeptComponents(LocalHost host, string provider, string kind, ProcessStop stop, ProcessStop end)
{
    private const int LogTail = 30;

    /// <summary>Whether the component is kept, or is to be if it is made now.</summary>
    public bool Has(ComponentContext context) => context.Location.Namespace is not null || host.Registry.HasTraces(context.ExternalName);

    /// <summary>Whether a component that is made now is kept.</summary>
    public bool Takes(ComponentContext context) => host.Options.Lifetime == LocalLifetime.Environment || Has(context);

    /// <summary>What keeps components from being kept on this machine, as far as can be told without making anything; null where nothing does, or where none is to be.</summary>
    public SpecificationFault? Check()
    {
        if (host.Options.Lifetime != LocalLifetime.Environment)
        {
            return null;
        }

        try
        {
            host.Registry.State.RequireMakeable();
            return null;
        }
        catch (ProviderException exception)
        {
            return new SpecificationFault("", exception.Message, "Or take from others the right to write there.");
        }
    }

    /// <summary>The component's own entry; null where there is none.</summary>
    /// <exception cref="ProviderException">It bears other marks.</exception>
    public KeptEntry? Find(ComponentContext context)
    {
        KeptEntry? entry = host.RegistryAt(context.Location).Find(context.ExternalName);
        return entry?.Marks is not { } seen || (seen.Installation == context.Marks.Installation && seen.EnvironmentId == context.EnvironmentId && seen.Component == context.Component)
            ? entry
            : throw new ProviderException(
                $"'{entry.Directory}' bears the marks of {seen.Component} of environment {seen.EnvironmentId} (owner '{seen.Owner}', installation '{seen.Installation}') and is left alone.");
    }

    /// <exception cref="ProviderException">There is none, or it bears other marks.</exception>
    public KeptEntry Require(ComponentContext context) =>
        Find(context) ?? throw new ProviderException($"{context.Component} is not kept on this machine: '{host.RegistryAt(context.Location).State.Path}' has no '{context.ExternalName}'.");

    /// <summary>Adopts the component where it runs, starts it again on its data where it does not, and makes it where there is none or one that was never finished.</summary>
    public async Task<KeptEntry> EnsureAsync(ComponentContext context, IKeptRecipe recipe, CancellationToken cancellationToken)
    {
        LocalDatabases.RequireThisMachine(context);
        using KeptLock held = await host.RegistryAt(context.Location).LockAsync(context.ExternalName, cancellationToken).ConfigureAwait(false);
        KeptEntry? entry = Find(context);
        if (entry is { State.IsComplete: false })
        {
            await host.Kept.RemoveAsync(entry, end, cancellationToken).ConfigureAwait(false);
            entry = null;
        }

        if (entry is null)
        {
            KeptRegistry registry = host.RegistryAt(context.Location);
            await host.Kept.EndLostAsync(context.ExternalName, registry.TraceOf(context.ExternalName), cancellationToken).ConfigureAwait(false);
            entry = registry.Create(context.ExternalName, new KeptOwner(provider, host.Time.GetUtcNow(), registry.TraceOf(context.ExternalName).Token, context.Marks.ToDictionary()));
            await recipe.PrepareAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Mark(entry, context.Marks);
        }

        if (!entry.IsRunning)
        {
            await host.Kept.EndAsync(entry, end, cancellationToken).ConfigureAwait(false);
            await recipe.StartAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        await recipe.CompleteAsync(entry, cancellationToken).ConfigureAwait(false);
        if (!entry.State.IsComplete)
        {
            entry.Save(entry.State with { IsComplete = true });
        }

        return entry;
    }

    public ComponentPresence Observe(ComponentContext context)
    {
        LocalDatabases.RequireThisMachine(context);
        KeptRegistry registry = host.RegistryAt(context.Location);
        return registry.Find(context.ExternalName) switch
        {
            null when registry.TraceOf(context.ExternalName).FindProcesses().Count > 0 => ComponentPresence.NotRunning(context.Marks, $"its directory in '{registry.State.Path}' is gone, and processes of it run on"),
            null => ComponentPresence.Absent,
            { IsRunning: true } entry => ComponentPresence.Running(entry.Marks, entry.State.IsDone ? "it has done its work" : null),
            { State.IsComplete: false } entry => ComponentPresence.NotRunning(entry.Marks, "it was never finished"),
            { State.Processes.Count: 0 } entry => ComponentPresence.NotRunning(entry.Marks, "it is stopped"),
            { } entry when entry.State.Processes.Any(process => process.IsHeld) => ComponentPresence.NotRunning(entry.Marks, "its start was cut short"),
            { } entry => ComponentPresence.NotRunning(entry.Marks, "its process has ended"),
        };
    }

    /// <summary>Ends its processes; its data and its ports stay. Succeeds where there is none.</summary>
    public async Task StopAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        LocalDatabases.RequireThisMachine(context);
        using KeptLock? held = await LockAsync(host.RegistryAt(context.Location), context, cancellationToken).ConfigureAwait(false);
        if (Find(context) is { } entry)
        {
            await host.Kept.EndAsync(entry, stop, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends its processes and deletes its directory; where somebody has deleted that by hand, the processes that bear its mark. Succeeds where there is nothing.</summary>
    public async Task DestroyAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        LocalDatabases.RequireThisMachine(context);
        KeptRegistry registry = host.RegistryAt(context.Location);
        using KeptLock? held = await LockAsync(registry, context, cancellationToken).ConfigureAwait(false);
        if (Find(context) is { } entry)
        {
            await host.Kept.RemoveAsync(entry, end, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await host.Kept.EndLostAsync(context.ExternalName, registry.TraceOf(context.ExternalName), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes down the marks of a component anew. Succeeds where there is none.</summary>
    public async Task UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        LocalDatabases.RequireThisMachine(context);
        using KeptLock? held = await LockAsync(host.RegistryAt(context.Location), context, cancellationToken).ConfigureAwait(false);
        if (Find(context) is { } entry)
        {
            Mark(entry, context.Marks);
        }
    }

    public IEnumerable<FoundComponent> List(ListScope scope)
    {
        foreach (KeptEntry entry in host.Registry.All())
        {
            if (entry.Owner is { } owner && owner.Provider == provider && entry.Marks is { } marks && marks.Component.Kind == kind && scope.Covers(marks))
            {
                yield return new FoundComponent(marks.Component, entry.Name, marks, LocalDatabases.Kept(host.Registry.State.Path)) { CreatedAt = owner.Created };
            }
        }
    }

    /// <summary>Completes when one of its processes has ended, of whichever process it is the child.</summary>
    public async Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        KeptEntry entry = Require(context);
        foreach (KeptProcess process in entry.State.Processes)
        {
            if (host.Kept.TryAdopt(process) is null)
            {
                return Exit(entry, process, "");
            }
        }

        Task<ProcessExit>[] exits = [.. entry.State.Processes.Select(process => host.Kept.TryAdopt(process)?.Exit ?? Task.FromResult(default(ProcessExit)))];
        if (exits.Length == 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, host.Time, cancellationToken).ConfigureAwait(false);
        }

        Task<ProcessExit> ended = await Task.WhenAny(exits).WaitAsync(cancellationToken).ConfigureAwait(false);
        return Exit(entry, entry.State.Processes[Array.IndexOf(exits, ended)], $": {await ended.ConfigureAwait(false)}");
    }

    /// <summary>The lines of all its processes; where there are several, with the number of each.</summary>
    public async IAsyncEnumerable<string> ReadLogsAsync(ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KeptEntry entry = Require(context);
        using CancellationTokenSource reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        string[] names = Names(entry);
        OutputRing[] outputs = [.. names.Select(name =>
        {
            KeptOutput output = new(entry.Log(name), host.Options.LogBytes);
            return follow && entry.State.Processes.FirstOrDefault(process => process.Name == name) is { } process
                ? output.Follow(() => !process.IsAlive, host.Time, reading.Token)
                : output.Read();
        })];
        try
        {
            await foreach (string line in OutputLines.ReadAsync(outputs, tail, follow, cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            await reading.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether each of its processes has written a line with a text. One that is started again begins with an empty log.</summary>
    public bool HasWritten(ComponentContext context, string text)
    {
        KeptEntry entry = Require(context);
        return entry.State.Processes.All(process => OutputLines.Has(new KeptOutput(entry.Log(process.Name), host.Options.LogBytes).Read(), text));
    }

    // Where the directory of state was never made, perhaps since it cannot be, there is nothing that others could change meanwhile.
    private static async Task<KeptLock?> LockAsync(KeptRegistry registry, ComponentContext context, CancellationToken cancellationToken) =>
        registry.State.Exists() ? await registry.LockAsync(context.ExternalName, cancellationToken).ConfigureAwait(false) : null;

    // That a person wants it kept is the person's to take back.
    private static void Mark(KeptEntry entry, OwnershipMarks marks)
    {
        OwnershipMarks wanted = marks with { IsKept = entry.Marks?.IsKept ?? false };
        if (entry.Owner is { } owner && entry.Marks != wanted)
        {
            entry.Save(owner with { Marks = wanted.ToDictionary() });
        }
    }

    // While it is stopped no process is named, and what was written is there all the same.
    private static string[] Names(KeptEntry entry) => entry.State.Processes.Count > 0
        ? [.. entry.State.Processes.Select(process => process.Name)]
        : [.. Directory.EnumerateFiles(entry.Directory, "*.log").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    private ComponentExit Exit(KeptEntry entry, KeptProcess process, string how) =>
        new($"{process.Name} ended{how}") { LastLogLines = new KeptOutput(entry.Log(process.Name), host.Options.LogBytes).Read().LastLines(LogTail) };
}
