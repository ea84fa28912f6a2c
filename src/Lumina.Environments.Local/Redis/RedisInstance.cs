using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>A Redis server of one database's own. Its directory, its port and its marks stay while it is stopped.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RedisInstance(LocalHost host, string program, OwnershipMarks marks) : IMarkedInstance, IRentedRedis
{
    public const string AccountName = "redis";
    public const string ReadyLine = "Ready to accept connections";

    private readonly SemaphoreSlim _changing = new(1);
    private PortReservation? _port;
    private string? _directory;
    private string? _password;
    private ChildProcess? _process;
    private ChildProcess? _stopped;
    private bool _isDisposed;

    public string Program => program;

    public OwnershipMarks Marks { get; set; } = marks;

    public DateTimeOffset Created { get; } = host.Time.GetUtcNow();

    public int Port => _port?.Port ?? 0;

    public bool IsRunning => _process is { Exit.IsCompleted: false };

    public OutputRing? Output => (_process ?? _stopped)?.Output;

    public static ProcessLaunch Launch(string program, string directory, string configuration, UserAccount? account) => new(program)
    {
        Arguments = [configuration],
        WorkingDirectory = directory,
        UnprivilegedUser = account,
        EnvironmentBase = EnvironmentBase.Scrubbed,
    };

    /// <summary>Starts it with what was kept at its last stop. Succeeds where it runs.</summary>
    public Task StartAsync(string password, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsRunning)
        {
            return;
        }

        UserAccount? account = host.AccountFor(AccountName);
        _port ??= PortReservation.Take();
        _directory ??= host.MakeDirectory("redis", account, host.HasMemory());
        _password = password;
        string configuration = Path.Combine(_directory, RedisConfiguration.FileName);
        await LocalHost.WriteAsync(configuration, RedisConfiguration.Text(LocalDatabases.Address, _port.Port, _directory, password), account, cancellationToken).ConfigureAwait(false);
        ProcessLaunch launch = Launch(program, _directory, configuration, account) with { OutputCapacity = host.Options.LogBytes };
        _process = await new ServerLaunch(host, launch, ReadyLine).StartAsync(cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    async Task<ServerAddress> IRentedRedis.StartAsync(string password, CancellationToken cancellationToken)
    {
        await StartAsync(password, cancellationToken).ConfigureAwait(false);
        return new ServerAddress(LocalDatabases.Address, Port);
    }

    /// <summary>Has it write its data into its directory and end. Succeeds where it does not run.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        if (_process is not { Exit.IsCompleted: false } process)
        {
            return;
        }

        (_stopped, _process) = (process, null);
        try
        {
            using RedisConnection connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await connection.SendAsync(["SHUTDOWN", "SAVE"], cancellationToken).ConfigureAwait(false);
            await process.Exit.WaitAsync(host.Options.StopGrace, host.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (process.Exit.IsCompleted)
        {
            // It has ended by itself meanwhile.
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or OperationCanceledException && !process.Exit.IsCompleted)
        {
            _process = process;
            cancellationToken.ThrowIfCancellationRequested();
            throw new ProviderException($"Redis could not be stopped with its data kept: {exception.Message}", exception) { LastLogLines = process.Output.LastLines(30) };
        }

        await process.StopAsync(new ProcessStop { Grace = TimeSpan.Zero }, CancellationToken.None).ConfigureAwait(false);
    }, cancellationToken);

    /// <summary>Empties it.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            using RedisConnection connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            await connection.AskAsync(["FLUSHALL"], cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new ProviderException($"Redis could not be emptied: {exception.Message}", exception) { IsTransient = true };
        }
    }

    /// <summary>Completes when it has ended by itself; not when it was stopped.</summary>
    public async Task<ComponentExit> WaitForExitAsync(CancellationToken cancellationToken)
    {
        if (_process is { } process)
        {
            ComponentExit exit = await ServerLaunch.WaitForExitAsync(process, "its Redis server", cancellationToken).ConfigureAwait(false);
            if (process != _stopped)
            {
                return exit;
            }
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, host.Time, cancellationToken).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Ends it and deletes its data; a start that is under way is waited for. A second call does nothing.</summary>
    public async ValueTask DisposeAsync() => await ChangeAsync(EndAsync, CancellationToken.None).ConfigureAwait(false);

    private async Task EndAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        if (_process is not null)
        {
            await _process.StopAsync(new ProcessStop { Grace = TimeSpan.Zero }).ConfigureAwait(false);
        }

        if (_directory is not null && Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }

        _port?.Dispose();
        _isDisposed = true;
    }

    private Task<RedisConnection> ConnectAsync(CancellationToken cancellationToken) =>
        RedisConnection.OpenAsync(LocalDatabases.Address, Port, _password, cancellationToken);

    private async Task ChangeAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await change().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }
}
