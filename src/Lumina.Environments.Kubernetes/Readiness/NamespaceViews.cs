namespace Lumina.Environments.Kubernetes;

/// <summary>Shares views of namespaces between those who wait in them; one ends with the last of these.</summary>
internal sealed class NamespaceViews
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(KubernetesCluster, string), Shared> _views = [];

    /// <summary>Opens a view; disposing the result gives it back.</summary>
    public Use Open(KubernetesCluster cluster, string @namespace)
    {
        lock (_lock)
        {
            if (!_views.TryGetValue((cluster, @namespace), out Shared? shared))
            {
                shared = new Shared(new NamespaceView(cluster, @namespace));
                _views.Add((cluster, @namespace), shared);
            }

            shared.Users++;
            return new Use(this, (cluster, @namespace), shared.View);
        }
    }

    private ValueTask CloseAsync((KubernetesCluster, string) key)
    {
        lock (_lock)
        {
            Shared shared = _views[key];
            if (--shared.Users > 0)
            {
                return ValueTask.CompletedTask;
            }

            _views.Remove(key);
            return shared.View.DisposeAsync();
        }
    }

    /// <summary>One use of a view.</summary>
    internal sealed class Use(NamespaceViews views, (KubernetesCluster, string) key, NamespaceView view) : IAsyncDisposable
    {
        public NamespaceView View => view;

        public ValueTask DisposeAsync() => views.CloseAsync(key);
    }

    private sealed class Shared(NamespaceView view)
    {
        public NamespaceView View => view;

        public int Users { get; set; }
    }
}
