using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local;

/// <summary>The MariaDB servers of this process: one for each program, started when the first database needs it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MariaDbServers(LocalHost host, DatabaseServers databases, ILogger<MariaDbServers> logger) : IAsyncDisposable
{
    private readonly SharedServers<string, MariaDbServer> _servers = new(host.Time, LocalHost.ServerSetUp);
    private readonly DataDirectoryCache _cache = new(host, logger);

    public ServerPrograms Programs { get; } = new(
        new ProgramQuery("mariadbd")
        {
            GivenPath = host.Options.MariaDbPath,
            EnvironmentVariable = LocalOptions.MariaDbVariable,
            UsualPlaces = ["/usr/sbin", "/usr/bin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin", "/usr/local/mysql/bin", "/usr/local/libexec"],
        },
        "MariaDB's server",
        $"Install it (on Debian or Ubuntu: apt-get install mariadb-server), or say where it is in {nameof(LocalOptions)}.{nameof(LocalOptions.MariaDbPath)} or {LocalOptions.MariaDbVariable}.",
        host.Options.AllowNearestVersion,
        host.Time);

    /// <summary>The server for a database that is to be made, running.</summary>
    public async Task<MariaDbServer> GetAsync(DatabaseSpec spec, CancellationToken cancellationToken)
    {
        string program = await Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
        return await _servers.GetAsync(program, bound => MariaDbServer.StartAsync(host, databases, _cache, new MariaDbProgram(program), bound), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The servers that were started, each running.</summary>
    public Task<IReadOnlyList<MariaDbServer>> AllAsync(CancellationToken cancellationToken) => _servers.AllAsync(cancellationToken);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}
