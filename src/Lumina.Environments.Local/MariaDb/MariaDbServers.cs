using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local;

/// <summary>The MariaDB servers of this process: one for each program, started when the first database needs it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MariaDbServers(LocalHost host, DatabaseServers databases, ILogger<MariaDbServers> logger) : IAsyncDisposable
{
    private static readonly TimeSpan SetUpBound = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Task<MariaDbServer>> _servers = new(StringComparer.Ordinal);
    private readonly DataDirectoryCache _cache = new(host, logger);
    private readonly Lock _gate = new();

    public ServerPrograms Programs { get; } = new(
        new ProgramQuery("mariadbd")
        {
            GivenPath = host.Options.MariaDbPath,
            EnvironmentVariable = LocalOptions.MariaDbVariable,
            UsualPlaces = ["/usr/sbin", "/usr/bin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin", "/usr/local/mysql/bin", "/usr/local/libexec"],
        },
        "MariaDB's server",
        $"Install it (on Debian or Ubuntu: apt-get install mariadb-server), or say where it is in {nameof(LocalOptions)}.{nameof(LocalOptions.MariaDbPath)} or {LocalOptions.MariaDbVariable}.",
        host.Options.AllowNearestVersion);

    /// <summary>The server for a database that is to be made, running. Callers at the same time wait for one start; a caller that is cancelled leaves it to the others.</summary>
    public async Task<MariaDbServer> GetAsync(DatabaseSpec spec, CancellationToken cancellationToken)
    {
        string program = await Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
        Task<MariaDbServer> starting;
        lock (_gate)
        {
            if (!_servers.TryGetValue(program, out starting!) || starting.IsFaulted || starting.IsCanceled)
            {
                starting = Task.Run(() => StartAsync(new MariaDbProgram(program)), CancellationToken.None);
                _servers[program] = starting;
            }
        }

        MariaDbServer server = await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <summary>The servers that were started, each running.</summary>
    public async Task<IReadOnlyList<MariaDbServer>> AllAsync(CancellationToken cancellationToken)
    {
        List<MariaDbServer> servers = [];
        foreach (Task<MariaDbServer> starting in Started())
        {
            await ((Task)starting.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (starting.IsCompletedSuccessfully)
            {
                MariaDbServer server = await starting.ConfigureAwait(false);
                await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
                servers.Add(server);
            }
        }

        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Task<MariaDbServer> starting in Started())
        {
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (starting.IsCompletedSuccessfully)
            {
                await (await starting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private Task<MariaDbServer>[] Started()
    {
        lock (_gate)
        {
            return [.. _servers.Values];
        }
    }

    private async Task<MariaDbServer> StartAsync(MariaDbProgram program)
    {
        using CancellationTokenSource bound = new(SetUpBound, host.Time);
        return await MariaDbServer.StartAsync(host, databases, _cache, program, bound.Token).ConfigureAwait(false);
    }
}
