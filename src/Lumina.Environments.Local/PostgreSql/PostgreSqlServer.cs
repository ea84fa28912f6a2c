using System.Globalization;
using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>A PostgreSQL server that the environments of this process share.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PostgreSqlServer : ISharedServer
{
    public const string ReadyLine = "database system is ready to accept connections";
    private const string KeptList = "lumina-templates";
    private static readonly TimeSpan KeepBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OrphansBound = TimeSpan.FromSeconds(20);
    private static readonly ProcessStop StopToKeep = new() { Signal = ProcessSignal.Interrupt };
    private static readonly ProcessStop Stop = new() { Signal = ProcessSignal.Quit, Grace = TimeSpan.FromSeconds(5) };

    private readonly LocalHost _host;
    private readonly DatabaseServers _databases;
    private readonly SeededServerCache _cache;
    private readonly PostgreSqlProgram _program;
    private readonly UserAccount? _account;
    private readonly PortReservation _port;
    private readonly string _dataDirectory;
    private readonly SemaphoreSlim _starting = new(1);
    private ChildProcess? _process;

    private PostgreSqlServer(LocalHost host, DatabaseServers databases, SeededServerCache cache, PostgreSqlProgram program, UserAccount? account, string dataDirectory, string socketDirectory, PortReservation port)
    {
        (_host, _databases, _cache, _program, _account, _dataDirectory, _port) = (host, databases, cache, program, account, dataDirectory, port);
        AdminConnectionString = SocketConnectionString(socketDirectory, port.Port);
        Databases = databases.PostgreSql(AdminConnectionString);
    }

    public int Port => _port.Port;

    /// <summary>It holds through the socket alone, for the user of this process.</summary>
    public string AdminConnectionString { get; }

    public PostgreSqlDatabases Databases { get; }

    private bool IsRunning => _process is { Exit.IsCompleted: false };

    public static async Task<PostgreSqlServer> StartAsync(
        LocalHost host, DatabaseServers databases, DataDirectoryCache cache, SeededServerCache seededCache, PostgreSqlProgram program, bool inMemory, string? seedKey, CancellationToken cancellationToken)
    {
        UserAccount? account = host.AccountFor(PostgreSqlConfiguration.Administrator);
        string socketDirectory = host.MakeDirectory("postgresql", account, inMemory: false);
        LocalHost.RequireShort(socketDirectory, nameof(LocalOptions.WorkDirectory));
        if (seedKey is not null)
        {
            string seeded = host.MakeDirectory("postgresql", account, inMemory);
            if (await seededCache.TryFillAsync(program, seedKey, seeded, account, cancellationToken).ConfigureAwait(false) is { } archive)
            {
                try
                {
                    return await StartAsync(host, databases, seededCache, program, account, seeded, socketDirectory, cancellationToken).ConfigureAwait(false);
                }
                catch (ProviderException exception)
                {
                    seededCache.Forget(archive, exception);
                }
            }
        }

        string plain = host.MakeDirectory("postgresql", account, inMemory);
        await cache.FillAsync(program, plain, account, cancellationToken).ConfigureAwait(false);
        return await StartAsync(host, databases, seededCache, program, account, plain, socketDirectory, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<PostgreSqlServer> StartAsync(
        LocalHost host, DatabaseServers databases, SeededServerCache cache, PostgreSqlProgram program, UserAccount? account, string dataDirectory, string socketDirectory, CancellationToken cancellationToken)
    {
        PortReservation port = PortReservation.Take();
        try
        {
            await ConfigureAsync(host, dataDirectory, socketDirectory, port.Port, account, cancellationToken).ConfigureAwait(false);
            PostgreSqlServer server = new(host, databases, cache, program, account, dataDirectory, socketDirectory, port);
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
        IReadOnlyList<string> kept = await PrepareToKeepAsync().ConfigureAwait(false);
        await _databases.ForgetAsync(AdminConnectionString).ConfigureAwait(false);
        if (_process is not null)
        {
            await _process.StopAsync(kept.Count > 0 ? StopToKeep : Stop).ConfigureAwait(false);
        }

        // What had to be killed has not written everything down.
        if (kept.Count > 0 && (await _process!.Exit.ConfigureAwait(false)).Code == 0)
        {
            await KeepAsync(kept).ConfigureAwait(false);
        }

        _port.Dispose();
        _starting.Dispose();
    }

    /// <summary>The keys of the seeded states to keep, of which one at least is in no file yet; then they are all that is in the server. None where there is nothing to keep.</summary>
    private async Task<IReadOnlyList<string>> PrepareToKeepAsync()
    {
        IReadOnlyList<string> used = [.. Databases.UsedTemplates.Take(_host.Options.CachedTemplates)];
        if (!IsRunning || used.Count == 0)
        {
            return [];
        }

        using CancellationTokenSource bound = new(KeepBound, _host.Time);
        string list = Path.Combine(_dataDirectory, KeptList);
        try
        {
            string[] kept = File.Exists(list) ? await File.ReadAllLinesAsync(list, bound.Token).ConfigureAwait(false) : [];
            if (used.All(kept.Contains) || !await Databases.RetainTemplatesAsync(used, bound.Token).ConfigureAwait(false))
            {
                return [];
            }

            await File.WriteAllLinesAsync(list, used, bound.Token).ConfigureAwait(false);
            return used;
        }
        catch (Exception exception) when (exception is ProviderException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            _cache.NotKept(exception);
            return [];
        }
    }

    private async Task KeepAsync(IReadOnlyList<string> keys)
    {
        using CancellationTokenSource bound = new(KeepBound, _host.Time);
        try
        {
            await _cache.KeepAsync(_program, keys, _dataDirectory, bound.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            _cache.NotKept(exception);
        }
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
        {
            await EndOrphansAsync(_process.Identity, cancellationToken).ConfigureAwait(false);
        }

        ProcessLaunch launch = Launch(_program.Server, _dataDirectory, _account) with { OutputCapacity = _host.Options.LogBytes };
        _process = await new ServerLaunch(_host, launch, ReadyLine) { Stop = Stop }.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A postmaster that was killed leaves children, and while one of them holds its shared memory, no other starts with its data.
    /// They have cleared their environment and are in sessions of their own: what tells them is that they stand in the data directory.
    /// </summary>
    private async Task EndOrphansAsync(ProcessIdentity postmaster, CancellationToken cancellationToken)
    {
        int ownSession = ProcessEntry.Read(Environment.ProcessId)?.Session ?? 0;
        GuardTable table = new(Token: "", new GuardTable.HostLine(new ProcessIdentity(0, postmaster.StartTime), ownSession, MachineBoot.ReadId()));
        table.Directories.Add(_dataDirectory);
        IReadOnlyList<string> left = await new Reaper(new PidfdSignals(), _host.Time).EndAsync(table, OrphansBound, cancellationToken).ConfigureAwait(false);
        if (left.Count > 0)
        {
            throw new ProviderException($"Of the PostgreSQL server that ended there is still: {string.Join(", ", left)}.") { IsTransient = true };
        }
    }
}
