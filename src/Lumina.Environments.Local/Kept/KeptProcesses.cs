using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>The processes of entries: starts them so that they outlive this one, takes up those that another process started, and ends them with all that they started.</summary>
[SupportedOSPlatform("linux")]
internal sealed class KeptProcesses(LocalHost host)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <summary>Each is watched through one handle, however often it is asked for.</summary>
    private readonly Dictionary<ProcessIdentity, ChildProcess> _watched = [];
    private readonly Lock _gate = new();

    /// <summary>Starts a process of the entry. It is written down there before its first instruction; a kill before that leaves nothing that runs.</summary>
    public async Task<ChildProcess> StartAsync(KeptEntry entry, ProcessLaunch launch, CancellationToken cancellationToken)
    {
        string name = launch.Name ?? Path.GetFileName(launch.FileName);
        string log = entry.Log(name);
        if (File.Exists(log))
        {
            File.Move(log, log + ".previous", overwrite: true);
        }

        ChildProcess child = await host.Processes.StartAsync(
            launch with
            {
                Name = name,
                Lifetime = ProcessLifetime.Kept,
                OutputFile = log,
                Environment = new Dictionary<string, string?>(launch.Environment, StringComparer.Ordinal) { [ProcessMarks.Host(Trace(entry).Token)] = name },
                BeforeItRuns = (identity, _) =>
                {
                    KeptProcess process = new(name, identity.Pid, identity.StartTime, MachineBoot.ReadId()) { IsHeld = true };
                    entry.Save(entry.State with { Processes = [.. entry.State.Processes, process] });
                    return ValueTask.CompletedTask;
                },
            },
            cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            Watch(child);
        }

        entry.Save(entry.State with { Processes = [.. entry.State.Processes.Select(process => process.Identity == child.Identity ? process with { IsHeld = false } : process)] });
        return child;
    }

    /// <summary>The very process that an entry names; null if it is gone.</summary>
    public ChildProcess? TryAdopt(KeptProcess process)
    {
        lock (_gate)
        {
            if (_watched.GetValueOrDefault(process.Identity) is { Exit.IsCompleted: false } watched && process.IsOfThisBoot)
            {
                return watched;
            }

            ChildProcess? adopted = process.IsAlive ? host.Processes.TryAdopt(process.Identity, process.Name) : null;
            if (adopted is not null)
            {
                Watch(adopted);
            }

            return adopted;
        }
    }

    /// <summary>Ends what runs of the entry: asked first, then killed, with all that it started, also where the first process is long gone.</summary>
    /// <exception cref="ProviderException">Something lives on.</exception>
    public async Task EndAsync(KeptEntry entry, ProcessStop stop, CancellationToken cancellationToken)
    {
        if (entry.State.Processes.Count == 0)
        {
            // One whose making was cut short, or whose file of processes somebody has damaged, may have some that it does not name.
            await (entry.State.IsComplete ? Task.CompletedTask : EndLostAsync(entry.Name, Trace(entry), cancellationToken)).ConfigureAwait(false);
            return;
        }

        try
        {
            await Task.WhenAll(entry.State.Processes.Select(TryAdopt).OfType<ChildProcess>().Select(child => child.StopAsync(stop, cancellationToken))).ConfigureAwait(false);
        }
        catch (ProcessNotStoppedException exception)
        {
            throw new ProviderException(exception.Message, exception) { IsTransient = true };
        }

        RequireNothing(entry.Name, await new Reaper(new PidfdSignals(), host.Time).EndAsync(Table(entry), Bound, cancellationToken).ConfigureAwait(false));
        entry.Save(entry.State with { Processes = [] });
    }

    /// <summary>Ends what runs of the entry and deletes its directory.</summary>
    /// <exception cref="ProviderException">Something is left.</exception>
    public async Task RemoveAsync(KeptEntry entry, ProcessStop stop, CancellationToken cancellationToken)
    {
        await EndAsync(entry, stop, cancellationToken).ConfigureAwait(false);

        // A kill amid the deletion leaves nothing that still has the entry's name and half of its files.
        GuardTable nothingRuns = new(Trace(entry).Token, new GuardTable.HostLine(new ProcessIdentity(0, long.MaxValue), Session: -1, MachineBoot.ReadId()));
        nothingRuns.Directories.Add(KeptRegistry.TakeName(entry));
        RequireNothing(entry.Name, await new Reaper(new PidfdSignals(), host.Time).ReapAsync(nothingRuns, Bound, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Ends what is of an entry that is not there any more or does not name it, with all that it started. Nothing else is touched, however near it looks.</summary>
    /// <exception cref="ProviderException">Something lives on.</exception>
    public async Task EndLostAsync(string name, KeptTrace trace, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProcessIdentity> lost = trace.FindProcesses();
        if (lost.Count == 0)
        {
            return;
        }

        int ownSession = ProcessEntry.Read(Environment.ProcessId)?.Session ?? 0;
        GuardTable table = new(trace.Token, new GuardTable.HostLine(default, ownSession, MachineBoot.ReadId()));
        table.Processes.UnionWith(lost);
        RequireNothing(name, await new Reaper(new PidfdSignals(), host.Time).EndAsync(table, Bound, cancellationToken).ConfigureAwait(false));
    }

    private void Watch(ChildProcess child)
    {
        _watched[child.Identity] = child;
        _ = child.Exit.ContinueWith(
            _ =>
            {
                lock (_gate)
                {
                    _watched.Remove(child.Identity);
                }
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>An entry is like a host that is gone: what bears its mark, is named by it or stands in its directory goes.</summary>
    private static GuardTable Table(KeptEntry entry)
    {
        ProcessIdentity[] named = [.. entry.State.Processes.Where(process => process.IsOfThisBoot).Select(process => process.Identity)];
        int ownSession = ProcessEntry.Read(Environment.ProcessId)?.Session ?? 0;

        // What is older than its first process was not started by it.
        long since = named.Length == 0 ? long.MaxValue : named.Min(process => process.StartTime);
        GuardTable table = new(Trace(entry).Token, new GuardTable.HostLine(new ProcessIdentity(0, since), ownSession, MachineBoot.ReadId()));
        table.Processes.UnionWith(named);
        table.Directories.Add(entry.Directory);
        return table;
    }

    private static KeptTrace Trace(KeptEntry entry) => new(entry.Directory);

    private static void RequireNothing(string name, IReadOnlyList<string> left)
    {
        if (left.Count > 0)
        {
            throw new ProviderException($"Of '{name}' there is still: {string.Join(", ", left)}.") { IsTransient = true };
        }
    }
}
