using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>A PostgreSQL server that the environments of this process share.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    public const string ReadyLine = "database system is ready to accept connections";
    private const int LongestSocketDirectory = 80;
    private static readonly ProcessStop Stop = new() { Signal = ProcessSignal.Quit, Grace = TimeSpan.FromSeconds(5) };

    private readonly LocalHost _host;
    private readonly DatabaseServers _databases;
    private readonly PostgreSqlProgram _program;
    private readonly UserAccount? _account;
    private readonly PortReservation _port;
    private readonly string _dataDirectory;
    private readonly SemaphoreSlim _starting = new(1);
    private ChildProcess? _process;

    private PostgreSqlServer(LocalHost host, DatabaseServers databases, PostgreSqlProgram program, UserAccount? account, string dataDirectory, string socketDirectory, PortReservation port)
    {
        (_host, _databases, _program, _account, _dataDirectory, _port) = (host, databases, program, account, dataDirectory, port);
        AdminConnectionString = SocketConnectionString(socketDirectory, port.Port);
        Databases = databases.PostgreSql(AdminConnectionString);
    }

    public int Port => _port.Port;

    /// <summary>It holds through the socket alone, for the user of this process.</summary>
    public string AdminConnectionString { get; }

    public PostgreSqlDatabases Databases { get; }

    private bool IsRunning => _process is { Exit.IsCompleted: false };

    public static async Task<PostgreSqlServer> StartAsync(LocalHost host, DatabaseServers databases, DataDirectoryCache cache, PostgreSqlProgram program, bool inMemory, CancellationToken cancellationToken)
    {
        UserAccount? account = host.AccountFor(PostgreSqlConfiguration.Administrator);
        string socketDirectory = host.MakeDirectory("postgresql", account, inMemory: false);
        RequireShort(socketDirectory, nameof(LocalOptions.WorkDirectory));
        string dataDirectory = host.MakeDirectory("postgresql", account, inMemory);
        await cache.FillAsync(program, dataDirectory, account, cancellationToken).ConfigureAwait(false);
        PortReservation port = PortReservation.Take();
        try
        {
            await ConfigureAsync(host, dataDirectory, socketDirectory, port.Port, account, cancellationToken).ConfigureAwait(false);
            PostgreSqlServer server = new(host, databases, program, account, dataDirectory, socketDirectory, port);
            await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    /// <summary>How the administrator connects.</summary>
    public static string SocketConnectionString(string directory, int port) => string.Create(
        CultureInfo.InvariantCulture, $"Host={directory};Port={port};Database={PostgreSqlConfiguration.Administrator};Username={PostgreSqlConfiguration.Administrator};SSL Mode=Disable");

    /// <exception cref="ProviderException">The system bounds the paths of sockets.</exception>
    public static void RequireShort(string socketDirectory, string option)
    {
        if (socketDirectory.Length > LongestSocketDirectory)
        {
            throw new ProviderException($"A socket in '{socketDirectory}' would have too long a path: name a shorter directory in {nameof(LocalOptions)}.{option}.");
        }
    }

    /// <summary>Writes the configuration into the data directory.</summary>
    public static async Task ConfigureAsync(LocalHost host, string dataDirectory, string socketDirectory, int port, UserAccount? account, CancellationToken cancellationToken)
    {
        PostgreSqlConfiguration configuration = new(port, socketDirectory, host.Options.MaximumConnections, host.Options.PostgreSqlSettings);
        await LocalHost.WriteAsync(Path.Combine(dataDirectory, "postgresql.conf"), configuration.Settings(), account, cancellationToken).ConfigureAwait(false);
        await LocalHost.WriteAsync(Path.Combine(dataDirectory, "pg_hba.conf"), PostgreSqlConfiguration.Access(), account, cancellationToken).ConfigureAwait(false);
        await LocalHost.WriteAsync(Path.Combine(dataDirectory, "pg_ident.conf"), PostgreSqlConfiguration.Administrators(Environment.UserName), account, cancellationToken).ConfigureAwait(false);
    }

    public static ProcessLaunch Launch(string program, string dataDirectory, UserAccount? account) => new(program)
    {
        Arguments = ["-D", dataDirectory],
        WorkingDirectory = dataDirectory,
        UnprivilegedUser = account,
        EnvironmentBase = EnvironmentBase.Scrubbed,
    };

    /// <summary>Starts the server again where it has ended; its data is where it was.</summary>
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
                await LaunchAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Completes when the server has ended by itself.</summary>
    public Task<ComponentExit> WaitForExitAsync(CancellationToken cancellationToken) => ServerLaunch.WaitForExitAsync(_process!, "its PostgreSQL server", cancellationToken);

    /// <summary>The server's lines that are about one database, or about none.</summary>
    public IAsyncEnumerable<string> ReadLogsAsync(string database, int tail, bool follow, CancellationToken cancellationToken) =>
        OutputLines.ReadAsync(_process!.Output, tail, follow, () => new LogLineFilter(database).Takes, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _databases.ForgetAsync(AdminConnectionString).ConfigureAwait(false);
        if (_process is not null)
        {
            await _process.StopAsync(Stop).ConfigureAwait(false);
        }

        _port.Dispose();
        _starting.Dispose();
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        ProcessLaunch launch = Launch(_program.Server, _dataDirectory, _account) with { OutputCapacity = _host.Options.LogBytes };
        _process = await new ServerLaunch(_host, launch, ReadyLine) { Stop = Stop }.StartAsync(cancellationToken).ConfigureAwait(false);
    }
}
