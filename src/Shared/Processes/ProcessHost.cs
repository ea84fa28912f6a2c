using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Processes;

/// <summary>
/// Starts processes on behalf of this one, such that none of them and nothing in their directories outlives it.
/// One for a process; it has a private root directory, a table in it of all that it started, and a guardian.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ProcessHost : IAsyncDisposable
{
    private static readonly TimeSpan ReapBound = TimeSpan.FromSeconds(20);

    private readonly ProcessHostOptions _options;
    private readonly ProcessServices _services;
    private readonly HostLock _lock;
    private readonly GuardianProcess _guardian;
    private readonly ConcurrentDictionary<ChildProcess, bool> _children = new();
    private readonly Lock _gate = new();
    private readonly List<string> _ownDirectories = [];
    private readonly TaskCompletionSource _nothingStarts = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastChild;
    private int _starting;
    private bool _isDisposed;

    private ProcessHost(ProcessHostOptions options, string root, HostLock held, ProcessServices services, GuardianProcess guardian)
        => (_options, RootDirectory, _lock, _services, _guardian) = (options, root, held, services, guardian);

    /// <summary>Private to this host and gone with it.</summary>
    public string RootDirectory { get; }

    public int GuardianProcessId => _guardian.ProcessId;

    /// <summary>Makes the root directory and starts the guardian, without waiting for it.</summary>
    public static ProcessHost Start(ProcessHostOptions options, TimeProvider time, ILogger<ProcessHost> logger)
    {
        if (!HostRoot.IsToken(options.Token))
        {
            throw new ArgumentException("A token has 8 to 32 lower-case letters and digits.", nameof(options));
        }

        string root = Path.Combine(Path.GetFullPath(options.BaseDirectory), HostRoot.DirectoryName(options.Token));
        DescriptorLoop loop = new();
        HostLock? held = null;
        HostRecords? records = null;
        try
        {
            GuardianProcess guardian = GuardianProcess.Start(loop, time, logger, root, options.ReadVariable, () =>
            {
                MakePrivateDirectory(root);
                held = HostLock.TryTake(HostRoot.Lock(root)) ?? throw new IOException($"'{root}' is another host's.");
                ProcessEntry self = ProcessEntry.Read(Environment.ProcessId) ?? throw new IOException("/proc does not show this process.");
                records = new HostRecords(HostRoot.Table(root));
                records.Host(new GuardTable.HostLine(self.Identity, self.Session, MachineBoot.ReadId()));
            });
            return new ProcessHost(options, root, held!, new ProcessServices(loop, records!, new PidfdSignals(), time), guardian);
        }
        catch
        {
            loop.Dispose();
            records?.Dispose();
            if (held is not null)
            {
                held.Dispose();
                Directory.Delete(root, recursive: true);
            }

            throw;
        }
    }

    /// <summary>
    /// Another private directory that goes with the host, in a place of its own: on a file system in memory, say.
    /// Asking again gives the same.
    /// </summary>
    public string OwnDirectory(string baseDirectory)
    {
        string path = Path.Combine(Path.GetFullPath(baseDirectory), HostRoot.DirectoryName(_options.Token));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (path != RootDirectory && !_ownDirectories.Contains(path))
            {
                // In this order, so that no moment leaves a directory that nobody knows of. One that is there is somebody else's, who saw the name.
                _services.Records.OwnDirectory(path);
                MakePrivateDirectory(path);
                _ownDirectories.Add(path);
            }
        }

        return path;
    }

    /// <summary>Starts a process. When this returns it runs, or its end says why not (see its output).</summary>
    public async Task<ChildProcess> StartAsync(ProcessLaunch launch, CancellationToken cancellationToken = default)
    {
        BeginStart();
        try
        {
            return await StartOneAsync(launch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndStart();
        }
    }

    private async Task<ChildProcess> StartOneAsync(ProcessLaunch launch, CancellationToken cancellationToken)
    {
        if (_guardian.Failure is { } failure)
        {
            throw new ProcessStartException($"'{launch.FileName}' is not started because nothing would clean up after it. {failure}");
        }

        int number = Interlocked.Increment(ref _lastChild);
        bool isKept = launch.Lifetime == ProcessLifetime.Kept;
        KeyValuePair<string, string> mark = isKept
            ? new(ProcessMarks.Kept, $"{_options.Token}-{number}")
            : new(ProcessMarks.Host(_options.Token), $"{number}");
        Dictionary<string, string> environment = ProcessEnvironment.Compose(launch, Environment.GetEnvironmentVariables(), mark);

        List<OutputPipe> pipes = [];
        if (!isKept && launch.OutputFile is null)
        {
            pipes.Add(new OutputPipe(_services.Loop, launch.OutputCapacity));
            if (launch.SeparateErrors)
            {
                pipes.Add(new OutputPipe(_services.Loop, launch.OutputCapacity));
            }
        }

        ProcessGate gate;
        try
        {
            int output = pipes.Count > 0 ? pipes[0].WriteEnd : -1;
            gate = ProcessGate.Start(launch, launch.WorkingDirectory ?? RootDirectory, environment, output, pipes.Count > 1 ? pipes[1].WriteEnd : output);
        }
        finally
        {
            pipes.ForEach(pipe => pipe.Begin());
        }

        using (gate)
        {
            ChildProcess child = ChildProcess.Watch(
                _services, gate, launch.Name ?? Path.GetFileName(launch.FileName), $"{mark.Key}={mark.Value}", launch.Lifetime, pipes);
            Track(child);
            try
            {
                _services.Records.Started(gate.Identity);
                if (launch.BeforeItRuns is { } record)
                {
                    await record(gate.Identity, cancellationToken).ConfigureAwait(false);
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (isKept)
                {
                    _services.Records.Kept(gate.Identity);
                }
            }
            catch
            {
                // It ends by itself, and later than this: whoever has recorded it would see it live on and take it for the program.
                await child.StopAsync(new ProcessStop { Grace = TimeSpan.Zero }, CancellationToken.None).ConfigureAwait(false);
                throw;
            }

            gate.Open();
            return child;
        }
    }

    /// <summary>A process that an earlier host kept; null if that very one is gone.</summary>
    public ChildProcess? TryAdopt(ProcessIdentity identity, string? name = null)
    {
        BeginStart();
        try
        {
            ChildProcess? child = ChildProcess.TryAdopt(_services, identity, name);
            if (child is not null)
            {
                Track(child);
            }

            return child;
        }
        finally
        {
            EndStart();
        }
    }

    /// <summary>Ends every process with the host's lifetime, at once, and deletes the directories.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!await TryCloseAsync().ConfigureAwait(false))
        {
            return;
        }

        IReadOnlyList<string> left = await new Reaper(_services.Signals, _services.Time).ReapAsync(ReadTable(), ReapBound, CancellationToken.None).ConfigureAwait(false);
        if (left.Count == 0)
        {
            await _guardian.DismissAsync().ConfigureAwait(false);
        }

        foreach (ChildProcess child in _children.Keys)
        {
            await child.LetGoAsync().ConfigureAwait(false);
        }

        // What is left stays the guardian's: it goes to work when this process ends.
        _services.Records.Dispose();
        _lock.Dispose();
        if (left.Count == 0)
        {
            _services.Loop.Dispose();
        }
        else
        {
            throw new IOException($"Of what this process started, there is still: {string.Join(", ", left)}.");
        }
    }

    private void BeginStart()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _starting++;
        }
    }

    private void EndStart()
    {
        lock (_gate)
        {
            _starting--;
            if (_isDisposed && _starting == 0)
            {
                _nothingStarts.TrySetResult();
            }
        }
    }

    /// <summary>Nothing is started from here on, and what is just being started shows: what began to run after the last look would outlive the host.</summary>
    /// <returns>False where it is closed already.</returns>
    private async Task<bool> TryCloseAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return false;
            }

            _isDisposed = true;
            if (_starting == 0)
            {
                return true;
            }
        }

        try
        {
            await _nothingStarts.Task.WaitAsync(ReapBound, _services.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Who writes down what he has started is stuck: that process has not run yet, and ends here.
        }

        return true;
    }

    /// <summary>What was written down, and the directories in any case: somebody may have cleared the table away with other temporary files.</summary>
    private GuardTable ReadTable()
    {
        using StreamReader? file = GuardTable.TryOpen(RootDirectory);
        GuardTable table = GuardTable.Read(RootDirectory, file, MachineBoot.ReadId());
        table.Directories.InsertRange(0, _ownDirectories.Except(table.Directories));
        return table;
    }

    private void Track(ChildProcess child)
    {
        _children[child] = true;
        _ = child.Exit.ContinueWith(
            _ => _children.TryRemove(child, out bool _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static void MakePrivateDirectory(string path)
    {
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (UserAccount.HostIsRoot)
        {
            // A server that must not be root has its own directory inside, which it has to reach.
            mode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (LinuxInterop.MakeDirectory(path, (uint)mode) != 0)
        {
            throw LinuxError.Last($"'{path}' could not be made");
        }

        // Once more, as the process's mask may have taken some of it.
        File.SetUnixFileMode(path, mode);
    }
}
