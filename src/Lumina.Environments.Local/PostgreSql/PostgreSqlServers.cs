using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local;

/// <summary>The PostgreSQL servers of this process: one for each program and place of its data, started when the first database needs it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PostgreSqlServers(LocalHost host, DatabaseServers databases, ILogger<PostgreSqlServers> logger) : IAsyncDisposable
{
    private static readonly TimeSpan SetUpBound = TimeSpan.FromMinutes(5);

    private readonly Dictionary<(string Program, bool InMemory), Task<PostgreSqlServer>> _servers = [];
    private readonly Lock _gate = new();

    /// <summary>What is inside the servers, those included that outlive this process.</summary>
    public DatabaseServers Databases => databases;

    public DataDirectoryCache Cache { get; } = new(host, logger);

    private SeededServerCache SeededCache => new(host, Cache, logger);

    public ServerPrograms Programs { get; } = new(
        new ProgramQuery("postgres")
        {
            GivenPath = host.Options.PostgreSqlPath,
            EnvironmentVariable = LocalOptions.PostgreSqlVariable,
            UsualPlaces =
            [
                "/usr/lib/postgresql/*/bin", "/usr/pgsql-18/bin", "/usr/pgsql-17/bin", "/usr/pgsql-16/bin", "/usr/pgsql-15/bin", "/usr/pgsql-14/bin",
                "/usr/local/pgsql/bin", "/usr/libexec/postgresql",
            ],
        },
        "PostgreSQL's server",
        $"Install it (on Debian or Ubuntu: apt-get install postgresql), or say where it is in {nameof(LocalOptions)}.{nameof(LocalOptions.PostgreSqlPath)} or {LocalOptions.PostgreSqlVariable}.",
        host.Options.AllowNearestVersion);

    /// <summary>The server for a database that is to be made, running. A server that is started for it has its data in it, where an earlier process has kept that. Callers at the same time wait for one start; a caller that is cancelled leaves it to the others.</summary>
    public async Task<PostgreSqlServer> GetAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        string program = await Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
        Task<PostgreSqlServer> starting;
        lock (_gate)
        {
            (string, bool) key = (program, host.HasMemory());
            if (!_servers.TryGetValue(key, out starting!) || starting.IsFaulted || starting.IsCanceled)
            {
                starting = Task.Run(() => StartAsync(new PostgreSqlProgram(program), key.Item2, spec, baseDirectory), CancellationToken.None);
                _servers[key] = starting;
            }
        }

        PostgreSqlServer server = await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <summary>The servers that were started, each running.</summary>
    public async Task<IReadOnlyList<PostgreSqlServer>> AllAsync(CancellationToken cancellationToken)
    {
        Task<PostgreSqlServer>[] all;
        lock (_gate)
        {
            all = [.. _servers.Values];
        }

        List<PostgreSqlServer> servers = [];
        foreach (Task<PostgreSqlServer> starting in all)
        {
            await ((Task)starting.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (starting.IsCompletedSuccessfully)
            {
                PostgreSqlServer server = await starting.ConfigureAwait(false);
                await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
                servers.Add(server);
            }
        }

        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        Task<PostgreSqlServer>[] all;
        lock (_gate)
        {
            all = [.. _servers.Values];
            _servers.Clear();
        }

        foreach (Task<PostgreSqlServer> starting in all)
        {
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (starting.IsCompletedSuccessfully)
            {
                await (await starting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<PostgreSqlServer> StartAsync(PostgreSqlProgram program, bool inMemory, DatabaseSpec spec, string baseDirectory)
    {
        using CancellationTokenSource bound = new(SetUpBound, host.Time);
        string? seedKey = await SeededDatabases.SharedKeyAsync(spec, baseDirectory, bound.Token).ConfigureAwait(false);
        return await PostgreSqlServer.StartAsync(host, databases, Cache, SeededCache, program, inMemory, seedKey, bound.Token).ConfigureAwait(false);
    }
}
