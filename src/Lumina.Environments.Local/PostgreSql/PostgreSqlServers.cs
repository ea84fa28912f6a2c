using System.Runtime.Versioning;
using Lumina.Environments.Data;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local;

/// <summary>The PostgreSQL servers of this process: one for each program and place of its data, started when the first database needs it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PostgreSqlServers(LocalHost host, DatabaseServers databases, ILogger<PostgreSqlServers> logger) : IAsyncDisposable
{
    private readonly SharedServers<(string Program, bool InMemory), PostgreSqlServer> _servers = new(host.Time, LocalHost.ServerSetUp);

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
        host.Options.AllowNearestVersion,
        host.Time);

    /// <summary>The server for a database that is to be made, running. One that is started for it has its data in it, where an earlier process has kept that.</summary>
    public async Task<PostgreSqlServer> GetAsync(DatabaseSpec spec, string baseDirectory, CancellationToken cancellationToken)
    {
        string program = await Programs.ChooseAsync(spec, cancellationToken).ConfigureAwait(false);
        bool inMemory = host.HasMemory();
        return await _servers.GetAsync((program, inMemory), async bound =>
        {
            string? seedKey = await SeededDatabases.SharedKeyAsync(spec, baseDirectory, bound).ConfigureAwait(false);
            return await PostgreSqlServer.StartAsync(host, databases, Cache, SeededCache, new PostgreSqlProgram(program), inMemory, seedKey, bound).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The servers that were started, each running.</summary>
    public Task<IReadOnlyList<PostgreSqlServer>> AllAsync(CancellationToken cancellationToken) => _servers.AllAsync(cancellationToken);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}
