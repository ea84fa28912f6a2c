namespace Lumina.Environments.Data;

/// <summary>A server that environments of this process share.</summary>
internal interface ISharedServer : IAsyncDisposable
{
    /// <summary>Whether it is gone with all that was in it, so that nothing can start it again.</summary>
    bool IsGone => false;

    /// <summary>Starts the server again where it has ended; its data is where it was.</summary>
    Task EnsureRunningAsync(CancellationToken cancellationToken);
}
