using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lumina.Environments.Local.TestHost;
using Lumina.Environments.Local.Tests.Processes;
using Lumina.Environments.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lumina.Environments.Local.Tests.Recovery;

/// <summary>One store and one directory of state for several processes, and what can be seen of their environments by other means.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RecoveryScene : IAsyncDisposable
{
    private readonly DirectoryInfo _base;

    public RecoveryScene()
    {
        // The name is short, as sockets lie below it, and has the token, as the directories of servers lie there.
        _base = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"lumina-r-{Token}"));
        _base.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Registry = new KeptRegistry(StateDirectory, TimeProvider.System);
    }

    /// <summary>What is kept, as the product sees it.</summary>
    public KeptRegistry Registry { get; }

    public string Token { get; } = RandomNumberGenerator.GetString("0123456789", 12);

    public HostProgram Start(params string[] arguments) => new(Token, _base.FullName, arguments);

    /// <summary>Another process's manager: this one's.</summary>
    public EnvironmentManager Manager(LocalLifetime lifetime = LocalLifetime.Environment, string? machine = null) =>
        RecoveryLab.Manager(Token, _base.FullName, lifetime, "second", machine);

    /// <summary>One that shares the store, and whose options name another directory of state.</summary>
    public EnvironmentManager Stranger() => EnvironmentManager.Create(environments => environments
        .UseLocal(options => (options.WorkDirectory, options.StateDirectory) = (_base.FullName, Path.Combine(_base.FullName, "elsewhere")))
        .UseSqlite(Path.Combine(_base.FullName, "store.db"))
        .Configure(options => options.Installation = $"recovery-{Token}"));

    /// <summary>Whether no process is in the middle of writing to the store.</summary>
    public bool CanWriteToStore()
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(_base.FullName, "store.db")};Pooling=False;Default Timeout=1");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE; ROLLBACK";
        try
        {
            command.ExecuteNonQuery();
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY)
        {
            return false;
        }
    }

    /// <summary>The processes of components: servers without their workers, and services. Guardians are their hosts'.</summary>
    public List<string> Running()
    {
        (ProcessEntry Entry, string Line)[] all = [.. Evidence.Scan(Token).Where(process => !process.Line.Contains("TestHost.dll", StringComparison.Ordinal) && !process.Line.Contains("guardian.dll", StringComparison.Ordinal))];
        HashSet<int> pids = [.. all.Select(process => process.Entry.Identity.Pid)];
        return [.. all.Where(process => !pids.Contains(process.Entry.Parent)).Select(process => process.Line)];
    }

    /// <summary>What components have left: processes, directories of state, directories in memory.</summary>
    public List<string> Left() =>
    [
        .. Running(),
        .. Directory.GetFileSystemEntries("/dev/shm", $"*{Token}*"),
        .. Kept(),
    ];

    /// <summary>The directories of processes that live, or that nobody has cleaned up after.</summary>
    public string[] Hosts() => Directory.GetDirectories(_base.FullName, HostRoot.DirectoryPrefix + "*");

    /// <summary>The directories of components that are kept.</summary>
    public List<string> Kept() => Directory.Exists(StateDirectory) ? [.. Directory.GetDirectories(StateDirectory)] : [];

    /// <summary>A test that failed leaves nothing behind either.</summary>
    public async ValueTask DisposeAsync()
    {
        // Hosts first: their guardians end what they ran, and where those are dead, too, their tables tell it. Servers in memory bear another token than this one's.
        await KillAsync(line => line.Contains("TestHost.dll", StringComparison.Ordinal));
        await Deadline.PassesAsync(() => Hosts().Length == 0);
        await new HostSweeper(new PidfdSignals(), TimeProvider.System, NullLogger.Instance).SweepAsync(_base.FullName, CancellationToken.None);
        await KillAsync(_ => true);
        _base.Delete(recursive: true);
    }

    private async Task KillAsync(Func<string, bool> which)
    {
        foreach (string line in Evidence.Processes(Token).Where(which))
        {
            _ = LinuxInterop.Kill(Number(line), (int)ProcessSignal.Kill);
        }

        await Deadline.PassesAsync(() => !Evidence.Processes(Token).Any(which));
    }

    private string StateDirectory => Path.Combine(_base.FullName, $"kept-{Token}");

    private static int Number(string evidence) => int.Parse(evidence.Split(' ')[0], CultureInfo.InvariantCulture);
}
