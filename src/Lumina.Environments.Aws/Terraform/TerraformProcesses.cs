using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Aws;

/// <summary>Starts terraform such that it outlives this process: in a session of its own, with its output in a file. Whoever comes later finds it by its identity.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TerraformProcesses : IDisposable
{
    private const string Shell = "/bin/sh";
    private const string MarkPrefix = "terraform-";
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(10);

    /// <summary>What terraform writes (state, plans, crash logs) is its owner's alone.</summary>
    private const string PrivateFiles = """umask 077 && exec "$0" "$@" """;

    private readonly TerraformOptions _options;
    private readonly HostRecords _records;
    private readonly ProcessServices _services;
    private readonly SemaphoreSlim _places;
    private int _lastProcess;

    public TerraformProcesses(TerraformOptions options, TimeProvider time)
    {
        _options = options;
        _places = new SemaphoreSlim(options.Concurrency);

        // The workspace holds the one record that matters: there is no guardian that would read a table.
        _records = new HostRecords("/dev/null");
        _services = new ProcessServices(new DescriptorLoop(), _records, new PidfdSignals(), time);
    }

    /// <summary>Starts terraform as soon as there is a place for it. When this returns it runs.</summary>
    public async Task<TerraformProcess> StartAsync(TerraformCommand command, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ChildProcess child = await StartChildAsync(command, cancellationToken).ConfigureAwait(false);
            _ = child.Exit.ContinueWith(_ => _places.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return new TerraformProcess(child, _services, _options, changesThings: command.Arguments[0] is "apply" or "destroy");
        }
        catch
        {
            // What does not run takes no place.
            _places.Release();
            throw;
        }
    }

    /// <summary>A terraform that an earlier host started; null if that very one is gone.</summary>
    public TerraformProcess? TryAdopt(ProcessIdentity identity) =>
        ChildProcess.TryAdopt(_services, identity) is { } child ? new TerraformProcess(child, _services, _options, changesThings: true) : null;

    /// <summary>Ends what a terraform that is gone has left in its session: a provider that would work on behind everybody's back.</summary>
    /// <exception cref="ProcessNotStoppedException">It can't be ended.</exception>
    public async Task EndSessionAsync(ProcessIdentity leader, CancellationToken cancellationToken)
    {
        long started = _services.Time.GetTimestamp();
        while (LeftInSession(leader) is { Count: > 0 } left)
        {
            if (_services.Time.GetElapsedTime(started) > KillBound)
            {
                throw new ProcessNotStoppedException("terraform's provider", left, KillBound);
            }

            left.ForEach(entry => _services.Signals.Send(entry.Identity, ProcessSignal.Kill));
            await Task.Delay(TimeSpan.FromMilliseconds(10), _services.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of what still runs.</summary>
    public void Dispose()
    {
        _services.Loop.Dispose();
        _records.Dispose();
    }

    private async Task<ChildProcess> StartChildAsync(TerraformCommand command, CancellationToken cancellationToken)
    {
        ProcessLaunch launch = new(Shell)
        {
            Arguments = ["-c", PrivateFiles, command.Program, .. command.Arguments],
            Name = Path.GetFileName(command.Program),
            WorkingDirectory = command.WorkingDirectory,
            OutputFile = command.OutputFile,
            Lifetime = ProcessLifetime.Kept,
            Environment = TerraformVariables.Compose(_options, command.Variables, Environment.GetEnvironmentVariables()),
        };

        // A host may have several of these, which count apart; no two of them run terraform in one directory at once.
        KeyValuePair<string, string> mark = new(ProcessMarks.Kept, $"{MarkPrefix}{Environment.ProcessId}-{PlatformText.Hash(command.WorkingDirectory)}-{Interlocked.Increment(ref _lastProcess)}");
        Dictionary<string, string> environment = ProcessEnvironment.Compose(launch, Environment.GetEnvironmentVariables(), mark);

        using ProcessGate gate = ProcessGate.Start(launch, command.WorkingDirectory, environment, output: -1, error: -1);
        ChildProcess child = ChildProcess.Watch(_services, gate, launch.Name, $"{mark.Key}={mark.Value}", launch.Lifetime, []);
        if (command.BeforeItRuns is { } record)
        {
            await record(gate.Identity, cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        gate.Open();
        return child;
    }

    /// <summary>A number is given out again only when its session is empty, and then to somebody without our mark.</summary>
    private static List<ProcessEntry> LeftInSession(ProcessIdentity leader)
    {
        List<ProcessEntry> entries = ProcessScan.Take(leader.StartTime);
        return entries.Exists(entry => entry.Identity.Pid == leader.Pid && entry.Identity != leader)
            ? []
            : entries.FindAll(entry => entry.Session == leader.Pid && entry.Identity != leader
                && entry.Marks.Any(mark => mark.StartsWith($"{ProcessMarks.Kept}={MarkPrefix}", StringComparison.Ordinal)));
    }
}
