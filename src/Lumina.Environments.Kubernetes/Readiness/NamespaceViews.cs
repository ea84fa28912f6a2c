namespace Lumina.Environments.Kubernetes;

/// <summary>Shares views of namespaces between those who wait in them. One outlasts the last of these for a moment: of an environment, one component is awaited after the other.</summary>
internal sealed class NamespaceViews
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(KubernetesCluster, string), Shared> _views = [];

    /// <summary>Opens a view; disposing the result gives it back.</summary>
    public Use Open(KubernetesCluster cluster, string @namespace)
    {
        lock (_lock)
        {
            if (!_views.TryGetValue((cluster, @namespace), out Shared? shared) || shared.View.HasFailed)
            {
                shared = new Shared(new NamespaceView(cluster, @namespace));
                _views[(cluster, @namespace)] = shared;
            }

            shared.Users++;
            return new Use(this, (cluster, @namespace), shared);
        }
    }

    private void Close((KubernetesCluster Cluster, string) key, Shared shared)
    {
        lock (_lock)
        {
            if (--shared.Users == 0)
            {
                _ = EndLaterAsync(key, shared);
            }
        }
    }

    private async Task EndLaterAsync((KubernetesCluster Cluster, string) key, Shared shared)
    {
        await Task.Delay(Linger, key.Cluster.Time).ConfigureAwait(false);
        lock (_lock)
        {
            if (shared.Users > 0 || shared.IsEnded)
            {
                return;
            }

            shared.IsEnded = true;
            if (_views.GetValueOrDefault(key) == shared)
            {
                _views.Remove(key);
            }
        }

        await shared.View.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>One use of a view.</summary>
    internal sealed class Use(NamespaceViews views, (KubernetesCluster, string) key, Shared shared) : IDisposable
    {
        public NamespaceView View => shared.View;

        public void Dispose() => views.Close(key, shared);
    }

    internal sealed class Shared(NamespaceView view)
    {
        public NamespaceView View => view;

        public int Users { get; set; }

        public bool IsEnded { get; set; }
    }
}
