
namespace Lumina.Environments.Data;

/// <summary>Servers that environments of this process share, each started when the first database needs it.</summary>
/// <typeparam name="TKey">What tells one server from another.</typeparam>
/// <typeparam name="TServer">The servers.</typeparam>
internal sealed class SharedServers<TKey, TServer>(TimeProvider timeProvider) : IAsyncDisposable
    where TKey : notnull
    where TServer : ISharedServer
{
    private static readonly TimeSpan SetUpBound = TimeSpan.FromMinutes(5);

    private readonly Dictionary<TKey, Task<TServer>> _servers = [];
    private readonly Dictionary<TKey, TServer> _present = [];
    private readonly Lock _gate = new();

    /// <summary>The server of a key, running. Callers at the same time wait for one start; a caller that is cancelled leaves it to the others.</summary>
    public async Task<TServer> GetAsync(TKey key, Func<CancellationToken, Task<TServer>> startAsync, CancellationToken cancellationToken)
    {
        Task<TServer> starting;
        lock (_gate)
        {
            if (!_servers.TryGetValue(key, out starting!) || starting.IsFaulted || starting.IsCanceled || TakeGone(key))
            {
                starting = Task.Run(() => StartAsync(key, startAsync), CancellationToken.None);
                _servers[key] = starting;
            }
        }

        TServer server = await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <summary>The servers that were started, each running.</summary>
    public async Task<IReadOnlyList<TServer>> AllAsync(CancellationToken cancellationToken)
    {
        List<TServer> servers = [];
        foreach (Task<TServer> starting in Started())
        {
            await ((Task)starting.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (starting.IsCompletedSuccessfully)
            {
                TServer server = await starting.ConfigureAwait(false);
                await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
                servers.Add(server);
            }
        }

        return servers;
    }

    /// <summary>The servers that have been started, whether they run now or not; without those that are being started.</summary>
    public IReadOnlyList<TServer> Present()
    {
        lock (_gate)
        {
            return [.. _present.Values];
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Task<TServer> starting in Started())
        {
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (starting.IsCompletedSuccessfully)
            {
                await (await starting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private bool TakeGone(TKey key) => _present.TryGetValue(key, out TServer? server) && server.IsGone && _present.Remove(key);

    private async Task<TServer> StartAsync(TKey key, Func<CancellationToken, Task<TServer>> startAsync)
    {
        using CancellationTokenSource bound = new(SetUpBound, timeProvider);
        TServer server = await startAsync(bound.Token).ConfigureAwait(false);
        lock (_gate)
        {
            _present[key] = server;
        }

        return server;
    }

    private Task<TServer>[] Started()
    {
        lock (_gate)
        {
            return [.. _servers.Values];
        }
    }
}
