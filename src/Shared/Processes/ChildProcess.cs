using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>A process that a host started, or adopted.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly ProcessServices _services;
    private readonly int _pidfd;
    private readonly bool _isOurs;
    private readonly IReadOnlyList<OutputPipe> _pipes;
    private readonly ExitReport? _report;
    private bool _isGone;

    private ChildProcess(
        ProcessServices services, ProcessIdentity identity, int pidfd, string name, string mark, ProcessLifetime lifetime, bool isOurs,
        IReadOnlyList<OutputPipe> pipes, ExitReport? report)
    {
        (_services, Identity, _pidfd, Name, Mark, Lifetime, _isOurs, _pipes, _report) = (services, identity, pidfd, name, mark, lifetime, isOurs, pipes, report);
        Output = pipes.Count > 0 ? pipes[0].Ring : CompletedRing();
        Errors = pipes.Count > 1 ? pipes[1].Ring : Output;
        _services.Loop.Watch(_pidfd, OnEnd);
    }

    public ProcessIdentity Identity { get; }

    public int Id => Identity.Pid;

    public string Name { get; }

    public ProcessLifetime Lifetime { get; }

    public OutputRing Output { get; }

    /// <summary>The same as <see cref="Output"/> unless they were asked for apart.</summary>
    public OutputRing Errors { get; }

    /// <summary>Completes as soon as the process itself has ended, with all that it wrote in the rings.</summary>
    public Task<ProcessExit> Exit => _exit.Task;

    /// <summary>The variable, with its value, that it and its descendants carry.</summary>
    internal string Mark { get; }

    /// <summary>What was left in its session when it ended. While one of those lives, the session is still its own.</summary>
    internal IReadOnlyList<ProcessIdentity> LeftInSession { get; private set; } = [];

    /// <summary>Watches a process that the host has just started and not yet let run.</summary>
    public static ChildProcess Watch(
        ProcessServices services, ProcessGate gate, string name, string mark, ProcessLifetime lifetime, IReadOnlyList<OutputPipe> pipes)
    {
        ProcessIdentity identity = gate.Identity;
        int pidfd = LinuxInterop.PidfdOpen(identity.Pid);
        return pidfd >= 0
            ? new ChildProcess(services, identity, pidfd, name, mark, lifetime, isOurs: true, pipes, gate.Report)
            : throw LinuxError.Last($"Process {identity.Pid} can't be watched");
    }

    /// <summary>Null if that very process is gone. Its exit code can't be known, nor the output that it wrote before.</summary>
    public static ChildProcess? TryAdopt(ProcessServices services, ProcessIdentity identity, string? name = null)
    {
        int pidfd = LinuxInterop.PidfdOpen(identity.Pid);
        if (pidfd < 0)
        {
            return null;
        }

        if (ProcessEntry.Read(identity.Pid) is { IsAlive: true } entry && entry.Identity == identity)
        {
            string mark = ProcessScan.ReadMarks(identity.Pid).Find(mark => ProcessMarks.HasVariable([mark], ProcessMarks.Kept)) ?? "";
            return new ChildProcess(services, identity, pidfd, name ?? entry.Name, mark, ProcessLifetime.Kept, isOurs: false, [], report: null);
        }

        _ = LinuxInterop.Close(pidfd);
        return null;
    }

    /// <summary>Signals the process and its group; false if it has ended.</summary>
    public bool SignalGroup(ProcessSignal signal)
    {
        // Our own child keeps its pid until we collect it, which happens under this lock; of another's the start time is read again.
        lock (_gate)
        {
            return !_isGone
                && (_isOurs || ProcessEntry.Read(Identity.Pid)?.Identity == Identity)
                && LinuxInterop.Kill(-Identity.Pid, (int)signal) == 0;
        }
    }

    /// <summary>Returns when nothing of it is left, or throws <see cref="ProcessNotStoppedException"/>.</summary>
    public async Task StopAsync(ProcessStop? stop = null, CancellationToken cancellationToken = default)
    {
        await new StopLadder(_services.Signals, _services.Time).StopAsync(this, stop ?? new ProcessStop(), cancellationToken).ConfigureAwait(false);
        await Exit.WaitAsync(cancellationToken).ConfigureAwait(false);
        _services.Loop.Post(() =>
        {
            foreach (OutputPipe pipe in _pipes)
            {
                pipe.Finish();
            }
        });
    }

    /// <summary>Ends what has the host's lifetime, at once; what is kept is let go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Lifetime == ProcessLifetime.Host)
        {
            await StopAsync(new ProcessStop { Grace = TimeSpan.Zero }).ConfigureAwait(false);
        }
    }

    /// <summary>The host closes: whoever waits for the end of a process that lives on waits in vain.</summary>
    internal async ValueTask LetGoAsync()
    {
        if (Lifetime == ProcessLifetime.Host)
        {
            await ((Task)Exit.WaitAsync(TimeSpan.FromSeconds(5), _services.Time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _exit.TrySetCanceled();
    }

    private void OnEnd()
    {
        foreach (OutputPipe pipe in _pipes)
        {
            pipe.Drain(int.MaxValue);
        }

        ProcessExit exit;
        lock (_gate)
        {
            // Before it is collected its pid is still its own, and so is the session of that number.
            LeftInSession = FindInSession();
            _services.Records.Ended(Identity, LeftInSession, Lifetime);
            exit = Collect();
            _isGone = true;
        }

        _services.Loop.Close(_pidfd);
        _exit.TrySetResult(exit);
    }

    private ProcessIdentity[] FindInSession()
    {
        try
        {
            return [.. ProcessScan.Take(long.MaxValue)
                .Where(entry => entry.Session == Identity.Pid && entry.Identity != Identity && entry.Identity.StartTime >= Identity.StartTime)
                .Select(entry => entry.Identity)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // This process has no file left to open, say. What is left there bears our mark as well.
            return [];
        }
    }

    private ProcessExit Collect()
    {
        if (!_isOurs)
        {
            return default;
        }

        int collected;
        int status;
        do
        {
            collected = LinuxInterop.WaitPid(Identity.Pid, out status, LinuxInterop.WaitNoHang);
        }
        while (collected < 0 && Marshal.GetLastPInvokeError() == LinuxInterop.ErrorInterrupted);

        ProcessExit reported = _report?.Take() ?? default;
        return collected == Identity.Pid ? ProcessExit.FromWaitStatus(status) : reported;
    }

    private static OutputRing CompletedRing()
    {
        OutputRing ring = new(capacity: 1);
        ring.Complete();
        return ring;
    }
}
