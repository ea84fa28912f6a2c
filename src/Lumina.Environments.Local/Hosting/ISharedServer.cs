namespace Lumina.Environments.Local;

/// <summary>A server that environments of this process share.</summary>
internal interface ISharedServer : IAsyncDisposable
{
    /// <summary>Starts the server again where it has ended; its data is where it was.</summary>
    Task EnsureRunningAsync(CancellationToken cancellationToken);
}
