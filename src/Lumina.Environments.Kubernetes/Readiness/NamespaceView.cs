using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Kubernetes;

/// <summary>Follows what runs in a namespace for all who wait for something in it: one watch for each type.</summary>
internal sealed class NamespaceView : IAsyncDisposable
{
    private static readonly KubernetesType[] Followed = [KubernetesType.Deployment, KubernetesType.StatefulSet, KubernetesType.Pod, KubernetesType.Event];

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<KubernetesType, Task> _following = [];
    private readonly KubernetesCluster _cluster;
    private readonly string _namespace;
    private NamespaceState _state = NamespaceState.Nothing;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;

    public NamespaceView(KubernetesCluster cluster, string @namespace)
    {
        (_cluster, _namespace) = (cluster, @namespace);
        foreach (KubernetesType type in Followed)
        {
            Follow(type);
        }
    }

    /// <summary>Follows one more type, unless it is followed already: what few components have takes a right that the others need not.</summary>
    public void Follow(KubernetesType type)
    {
        lock (_lock)
        {
            if (!_following.ContainsKey(type))
            {
                _following.Add(type, Task.Run(() => FollowAsync(_cluster, type, _namespace)));
            }
        }
    }

    /// <summary>Whether it can't be watched any more.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_lock)
            {
                return _failure is not null;
            }
        }
    }

    /// <summary>The state now, and what completes when it is another.</summary>
    /// <exception cref="ClusterException">The namespace can't be watched.</exception>
    public (NamespaceState State, Task Changed) Look()
    {
        lock (_lock)
        {
            return _failure is null ? (_state, _changed.Task) : throw _failure;
        }
    }

    /// <summary>Waits for a state.</summary>
    public async Task<NamespaceState> WaitAsync(Func<NamespaceState, bool> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            (NamespaceState state, Task changed) = Look();
            if (isWanted(state))
            {
                return state;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_following.Values).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task FollowAsync(KubernetesCluster cluster, KubernetesType type, string @namespace)
    {
        try
        {
            await foreach (ImmutableDictionary<string, JsonObject> objects in cluster.FollowAsync(type, @namespace, null, _end.Token).ConfigureAwait(false))
            {
                Change(() => _state = _state.With(type, objects));
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // Whoever waits gets it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Change(() => _failure ??= exception);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
