using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Local;

/// <summary>What all local providers of one manager share: the host of their processes, started when first needed and gone with the manager.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class LocalHost : IAsyncDisposable
{
    /// <summary>How long a server that environments share may take to be up, with all that it needs first.</summary>
    public static readonly TimeSpan ServerSetUp = TimeSpan.FromMinutes(5);

    private const int LongestSocketDirectory = 80;
    private const int TokenBytes = 6;
    private const string Nobody = "nobody";

    private readonly IProcessInspector _inspector;
    private readonly ILogger<LocalHost> _logger;
    private readonly Lazy<ProcessHost> _host;
    private readonly CancellationTokenSource _closing = new();
    private Task _sweep = Task.CompletedTask;
    private int _lastDirectory;

    public LocalHost(IOptions<LocalOptions> options, TimeProvider time, IRandomSource random, IProcessInspector inspector, ILoggerFactory loggers)
    {
        (Options, Time, Random) = (options.Value, time, random);
        _inspector = inspector;
        _logger = loggers.CreateLogger<LocalHost>();
        Registry = new KeptRegistry(new StateDirectory(Options).Path, time);
        Kept = new KeptProcesses(this);
        _host = new Lazy<ProcessHost>(() => Start(loggers));
    }

    public LocalOptions Options { get; }

    public TimeProvider Time { get; }

    public IRandomSource Random { get; }

    public AskedPorts AskedPorts { get; } = new();

    public ProcessHost Processes => _host.Value;

    /// <summary>What outlives this process.</summary>
    public KeptRegistry Registry { get; }

    /// <summary>What outlives its process where a component was made, which may be elsewhere than in this process's options.</summary>
    public KeptRegistry RegistryAt(ComponentLocation location) =>
        location.Namespace is null || location.Namespace == Registry.State.Path ? Registry : new KeptRegistry(location.Namespace, Time);

    public KeptProcesses Kept { get; }

    public string BaseDirectory => Path.GetFullPath(Options.WorkDirectory ?? Path.GetTempPath());

    /// <summary>Who runs a server: null for whoever runs this process, unless that is root.</summary>
    public UserAccount? AccountFor(string preferred)
    {
        if (!UserAccount.HostIsRoot)
        {
            return null;
        }

        return UserAccount.FindFirst(Options.ServerAccount is { } account ? [account] : [preferred, Nobody])
            ?? throw new ProviderException(
                $"This process is root, and a server must not be: there is no account '{Options.ServerAccount ?? preferred}' to run it. Add one, or name another in {nameof(LocalOptions)}.{nameof(LocalOptions.ServerAccount)}.");
    }

    /// <summary>A directory that only the account (and this process) can enter and that goes with the host.</summary>
    public string MakeDirectory(string name, UserAccount? account, bool inMemory)
    {
        string root = inMemory ? MemoryRoot() : Processes.RootDirectory;
        string path = Path.Combine(root, $"{name}-{Interlocked.Increment(ref _lastDirectory)}");
        MakePrivate(path, account);
        return path;
    }

    public static void MakePrivate(string path, UserAccount? account)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        account?.Own(path);
    }

    /// <exception cref="ProviderException">The system bounds the paths of sockets.</exception>
    public static void RequireShort(string socketDirectory, string option)
    {
        if (socketDirectory.Length > LongestSocketDirectory)
        {
            throw new ProviderException($"A socket in '{socketDirectory}' would have too long a path: name a shorter directory in {nameof(LocalOptions)}.{option}.");
        }
    }

    /// <summary>Writes a file that only the account can read, and never one that others could read meanwhile. What the account has put there in its place, such as a link to a file of somebody else's, goes.</summary>
    public static async Task WriteAsync(string path, string text, UserAccount? account, CancellationToken cancellationToken)
    {
        File.Delete(path);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        StreamWriter writer = new(path, options);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        account?.Own(path);
    }

    /// <summary>Whether what is made now should lie in memory.</summary>
    public bool HasMemory()
    {
        try
        {
            return Options.KeepDataInMemory
                && Directory.Exists(Options.MemoryDirectory)
                && new DriveInfo(Options.MemoryDirectory).AvailableFreeSpace >= Options.MemoryReserve;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Sees to it that nothing is left of the process that a component was in, where that one is gone: its guardian takes all of it away, and where that was killed too, this does.</summary>
    /// <exception cref="ProviderException">Something is there still.</exception>
    public async Task TakeAwayRemainsAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (context.Process is not { } process || LocalDatabases.IsKept(context.Location) || _inspector.IsAlive(process) != false)
        {
            return;
        }

        HostSweeper sweeper = new(new PidfdSignals(), Time, _logger);
        if (await sweeper.RemoveOfAsync(BaseDirectory, new ProcessIdentity(process.ProcessId, process.ProcessStartedAt), cancellationToken).ConfigureAwait(false) is { Count: > 0 } left)
        {
            throw new ProviderException($"{process}, in which {context.Component} was, is gone, and of what it ran there is still: {string.Join(", ", left)}.") { IsTransient = true };
        }
    }

    /// <summary>Ends every process and deletes every directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _sweep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_host.IsValueCreated)
        {
            await _host.Value.DisposeAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    private ProcessHost Start(ILoggerFactory loggers)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        Span<byte> token = stackalloc byte[TokenBytes];
        Random.Fill(token);
        ILogger<ProcessHost> logger = loggers.CreateLogger<ProcessHost>();
        ProcessHost host;
        try
        {
            host = ProcessHost.Start(new ProcessHostOptions(Convert.ToHexStringLower(token)) { BaseDirectory = BaseDirectory }, Time, logger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException($"No directory for this process's servers could be made in '{BaseDirectory}': {exception.Message.TrimEnd('.')}. Name another in {nameof(LocalOptions)}.{nameof(LocalOptions.WorkDirectory)}.", exception);
        }

        // Beside the first start: what dead hosts left is in nobody's way.
        _sweep = Task.Run(() => SweepAsync(logger), CancellationToken.None);
        return host;
    }

    private async Task SweepAsync(ILogger logger)
    {
        try
        {
            await new HostSweeper(new PidfdSignals(), Time, logger).SweepAsync(BaseDirectory, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotSwept(BaseDirectory, exception);
        }
    }

    private string MemoryRoot()
    {
        try
        {
            return Processes.OwnDirectory(Options.MemoryDirectory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException($"{exception.Message.TrimEnd('.')}. Data is to lie there: name another file system in memory in {nameof(LocalOptions)}.{nameof(LocalOptions.MemoryDirectory)}, or set {nameof(LocalOptions.KeepDataInMemory)} to false.", exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What dead processes left in {Directory} could not be looked for.")]
    private partial void LogNotSwept(string directory, Exception exception);
}
