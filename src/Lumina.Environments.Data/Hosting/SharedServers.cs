using System.Globalization;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Data;

/// <summary>Servers that environments of this process share, each started when the first database needs it.</summary>
/// <typeparam name="TKey">What tells one server from another.</typeparam>
/// <typeparam name="TServer">The servers.</typeparam>
/// <param name="timeProvider">The time.</param>
/// <param name="bound">How long a start may take, with all that it has to get first.</param>
internal sealed class SharedServers<TKey, TServer>(TimeProvider timeProvider, TimeSpan bound) : IAsyncDisposable
    where TKey : notnull
    where TServer : ISharedServer
{
    private readonly Dictionary<TKey, Task<TServer>> _servers = [];
    private readonly Dictionary<TKey, TServer> _present = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();

    /// <summary>The server of a key, running. Callers at the same time wait for one start; a caller that is cancelled leaves it to the others.</summary>
    public async Task<TServer> GetAsync(TKey key, Func<CancellationToken, Task<TServer>> startAsync, CancellationToken cancellationToken)
    {
        Task<TServer> starting;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
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

    /// <summary>Ends all of them, and cancels what is being started; one that cannot be ended does not keep the others.</summary>
    public async ValueTask DisposeAsync()
    {
        // Nobody is left who needs it, and pulling an image alone may take a quarter of an hour.
        await _ending.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(Started().Select(EndAsync)).ConfigureAwait(false);
    }

    private static async Task EndAsync(Task<TServer> starting)
    {
        await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (starting.IsCompletedSuccessfully)
        {
            await (await starting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    private bool TakeGone(TKey key) => _present.TryGetValue(key, out TServer? server) && server.IsGone && _present.Remove(key);

    private async Task<TServer> StartAsync(TKey key, Func<CancellationToken, Task<TServer>> startAsync)
    {
        using CancellationTokenSource late = new(bound, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _ending.Token);
        TServer server;
        try
        {
            server = await startAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !_ending.IsCancellationRequested)
        {
            throw new ProviderException(string.Create(CultureInfo.InvariantCulture, $"A server ({key}) was not up within {bound.TotalMinutes:0.#} minutes, with all that it needs first."), exception) { IsTransient = true };
        }

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
