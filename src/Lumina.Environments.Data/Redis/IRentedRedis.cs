namespace Lumina.Environments.Data;

/// <summary>A Redis server that somebody rents; disposing of it ends it.</summary>
internal interface IRentedRedis : IAsyncDisposable
{
    /// <summary>Starts it.</summary>
    /// <returns>Where it is reached from here.</returns>
    Task<ServerAddress> StartAsync(string password, CancellationToken cancellationToken);
}
