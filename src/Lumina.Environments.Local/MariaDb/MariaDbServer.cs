using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>A MariaDB server that the environments of this process share.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MariaDbServer : ISharedServer
{
    private static readonly ProcessStop Stop = new() { Grace = TimeSpan.Zero };

    private readonly LocalHost _host;
    private readonly DatabaseServers _databases;
    private readonly ProcessLaunch _launch;
    private readonly PortReservation _port;
    private readonly SemaphoreSlim _starting = new(1);
    private readonly string _admin;
    private ChildProcess? _process;

    private MariaDbServer(LocalHost host, DatabaseServers databases, MariaDbProgram program, UserAccount? account, string dataDirectory, string socketDirectory)
    {
        (_host, _databases, _port) = (host, databases, PortReservation.Take());
        _launch = MariaDbConfiguration.Launch(program, dataDirectory, socketDirectory, _port.Port, host.Options, account) with { OutputCapacity = host.Options.LogBytes };
        _admin = MariaDbConfiguration.AdminConnectionString(socketDirectory);
        Databases = databases.MySql(_admin);
    }

    public int Port => _port.Port;

    /// <summary>It holds through the socket alone, for the user of this process.</summary>
    public string AdminConnectionString => _admin;

    public MySqlDatabases Databases { get; }

    private bool IsRunning => _process is { Exit.IsCompleted: false };

    public static async Task<MariaDbServer> StartAsync(LocalHost host, DatabaseServers databases, DataDirectoryCache cache, MariaDbProgram program, CancellationToken cancellationToken)
    {
        UserAccount? account = host.AccountFor(MariaDbConfiguration.AccountName);
        string sockets = host.MakeDirectory("mariadb", account, inMemory: false);
        LocalHost.RequireShort(sockets, nameof(LocalOptions.WorkDirectory));
        string data = host.MakeDirectory("mariadb", account, host.HasMemory());
        string key = $"{program.Fingerprint()}-{MariaDbDirectoryBuilder.Recipe}";
        await cache.FillAsync("mariadb-", key, new MariaDbDirectoryBuilder(host, program).BuildAsync, data, account, cancellationToken).ConfigureAwait(false);
        MariaDbServer server = new(host, databases, program, account, data, sockets);
        try
        {
            await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        if (IsRunning)
        {
            return;
        }

        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!IsRunning)
            {
                _process = await new ServerLaunch(_host, _launch, MariaDbConfiguration.ReadyLine) { Stop = Stop }.StartAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Completes when the server has ended by itself.</summary>
    public Task<ComponentExit> WaitForExitAsync(CancellationToken cancellationToken) => ServerLaunch.WaitForExitAsync(_process!, "its MariaDB server", cancellationToken);

    public IAsyncEnumerable<string> ReadLogsAsync(int tail, bool follow, CancellationToken cancellationToken) => OutputLines.ReadAsync(_process!.Output, tail, follow, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _databases.ForgetAsync(_admin).ConfigureAwait(false);
        if (_process is not null)
        {
            await _process.StopAsync(Stop).ConfigureAwait(false);
        }

        _port.Dispose();
        _starting.Dispose();
    }
}
