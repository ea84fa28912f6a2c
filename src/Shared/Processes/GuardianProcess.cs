using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Processes;

/// <summary>
/// Keeps a guardian running for the host. It holds the other end of the guardian's input: when the host ends, in whatever way,
/// the kernel closes it, and the guardian goes to work by the table in the root directory. One that dies is replaced at once.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class GuardianProcess
{
    private const string Resource = "Lumina.Environments.Local.Guardian.";
    private const string FileName = "guardian";

    /// <summary>The guardian waits in a gate, too: it is there before the directory, so that no moment leaves a directory that nobody deletes.</summary>
    private const string Script = """if read -r go; then exec "$@"; else exec rm -rf -- "$0"; fi""";
    private const string Shell = "/bin/sh";
    private const int MostQuickDeaths = 5;
    private static readonly TimeSpan QuickDeath = TimeSpan.FromSeconds(2);
    private static readonly string[] Kinds = [".dll", ".runtimeconfig.json"];
    private static readonly string[] PassedOn = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT"];

    private readonly DescriptorLoop _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _root;
    private readonly string _dotnet;
    private readonly Dictionary<string, string> _environment;

    // What follows is touched on the loop's thread only, except by the first start.
    private int _pid;
    private int _pidfd;
    private int _lifeline;
    private long _startedAt;
    private int _quickDeaths;
    private OutputPipe? _output;
    private TaskCompletionSource? _closed;

    private GuardianProcess(DescriptorLoop loop, TimeProvider time, ILogger logger, string root, Func<string, string?> readVariable)
    {
        (_loop, _time, _logger, _root) = (loop, time, logger, root);
        _dotnet = DotnetLocator.Find(Environment.ProcessPath, readVariable);
        _environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ProcessMarks.Guardian] = HostRoot.Token(root) ?? "",

            // A debugger's socket would be left behind by a guardian that is killed.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        foreach (string name in PassedOn)
        {
            if (readVariable(name) is { Length: > 0 } value)
            {
                _environment[name] = value;
            }
        }
    }

    /// <summary>Why there is no guardian; null while there is one.</summary>
    public string? Failure { get; private set; }

    public int ProcessId => Volatile.Read(ref _pid);

    /// <summary>
    /// Does not wait for it: what it has to know is in the table and the pipe. If the host ends while it still makes its directory,
    /// that is all there is to be deleted.
    /// </summary>
    public static GuardianProcess Start(
        DescriptorLoop loop, TimeProvider time, ILogger logger, string root, Func<string, string?> readVariable, Action makeRoot)
    {
        GuardianProcess guardian = new(loop, time, logger, root, readVariable);
        guardian.Spawn(waitsForRoot: true);
        try
        {
            makeRoot();
            Unpack(root);
        }
        catch
        {
            // The directory may be another's: it is not to be deleted.
            _ = LinuxInterop.PidfdSendSignal(guardian._pidfd, (int)ProcessSignal.Kill);
            throw;
        }

        guardian.OpenGate();
        guardian.Watch();
        return guardian;
    }

    private static void Unpack(string root)
    {
        foreach (string kind in Kinds)
        {
            using Stream resource = typeof(GuardianProcess).Assembly.GetManifestResourceStream(Resource + kind.TrimStart('.'))
                ?? throw new InvalidOperationException($"The resource {Resource}{kind} is missing from {typeof(GuardianProcess).Assembly.GetName().Name}.");
            using FileStream file = new(Path.Combine(root, FileName + kind), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            resource.CopyTo(file);
        }
    }

    /// <summary>The host has done the guardian's work itself. Returns when it is gone.</summary>
    public Task DismissAsync()
    {
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() =>
        {
            _closed = closed;
            if (_pid == 0)
            {
                closed.TrySetResult();
                return;
            }

            _ = LinuxInterop.PidfdSendSignal(_pidfd, (int)ProcessSignal.Kill);
        });
        return closed.Task;
    }

    private void Spawn(bool waitsForRoot)
    {
        PipeEnds lifeline = PipeEnds.Create();
        _output = new OutputPipe(_loop, capacity: 16 * 1024);
        try
        {
            _startedAt = _time.GetTimestamp();
            string[] command = [_dotnet, Path.Combine(_root, FileName + ".dll"), _root];

            // A replacement has more to do than to delete the directory, even if the host ends at this very moment.
            LinuxSpawn spawn = (waitsForRoot
                ? new LinuxSpawn(Shell, ["-c", Script, _root, .. command], _environment)
                : new LinuxSpawn(command[0], command[1..], _environment)) with
            {
                Input = lifeline.Read,
                Output = _output.WriteEnd,
                Error = _output.WriteEnd,
            };
            _pid = spawn.Start();
        }
        catch
        {
            _ = LinuxInterop.Close(lifeline.Write);
            throw;
        }
        finally
        {
            _output.Begin();
            _ = LinuxInterop.Close(lifeline.Read);
        }

        _pidfd = LinuxInterop.PidfdOpen(_pid);
        if (_pidfd < 0)
        {
            // Nobody would hear of its end. Without its lifeline it ends by itself.
            IOException error = LinuxError.Last($"The guardian (process {_pid}) can't be watched");
            _pid = 0;
            _ = LinuxInterop.Close(lifeline.Write);
            throw error;
        }

        _lifeline = lifeline.Write;
    }

    private unsafe void OpenGate()
    {
        byte line = (byte)'\n';
        _ = LinuxInterop.Write(_lifeline, &line, 1);
    }

    private void Watch() => _loop.Watch(_pidfd, OnEnd);

    private void OnEnd()
    {
        _output!.Finish();
        _ = LinuxInterop.WaitPid(_pid, out int status, LinuxInterop.WaitNoHang);
        int pid = _pid;
        _pid = 0;
        _loop.Close(_pidfd);
        _ = LinuxInterop.Close(_lifeline);
        if (_closed is not null)
        {
            _closed.TrySetResult();
            return;
        }

        _quickDeaths = _time.GetElapsedTime(_startedAt) < QuickDeath ? _quickDeaths + 1 : 0;
        string end = $"{ProcessExit.FromWaitStatus(status)}: {string.Join(" ", _output.Ring.LastLines(5))}";
        if (_quickDeaths >= MostQuickDeaths)
        {
            Failure = $"The guardian died {_quickDeaths} times right after its start, the last time with {end}";
            LogGivenUp(Failure);
            return;
        }

        LogReplaced(pid, end);
        try
        {
            Spawn(waitsForRoot: false);
            Watch();
        }
        catch (IOException exception)
        {
            Failure = $"The guardian could not be started again: {exception.Message}";
            LogGivenUp(Failure);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The guardian (pid {Pid}) died and is replaced: {End}")]
    private partial void LogReplaced(int pid, string end);

    [LoggerMessage(2, LogLevel.Critical, "{Failure}")]
    private partial void LogGivenUp(string failure);
}
