using Lumina.Environments.Data;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Docker;

/// <summary>The servers that end with this process: those that environments share, and those that are rented. One object, so that what keeps one of them from ending keeps no other.</summary>
internal sealed class ProcessServers(DatabaseHost host, IOptions<DataOptions> data) : IAsyncDisposable
{
    public SharedDatabases PostgreSql { get; } = new(new PostgreSqlServerKind(), host);

    public SharedDatabases MySql { get; } = new(new MySqlServerKind(), host);

    public RedisRentals Redis { get; } = new(data.Value, host.Time, host.Random);

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(PostgreSql.DisposeAsync().AsTask(), MySql.DisposeAsync().AsTask(), Redis.DisposeAsync().AsTask()).ConfigureAwait(false);
}
