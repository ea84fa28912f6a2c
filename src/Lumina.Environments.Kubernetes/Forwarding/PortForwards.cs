namespace Lumina.Environments.Kubernetes;

/// <summary>The ports of this machine that lead to components on clusters. They live as long as this process, or until the component stops.</summary>
internal sealed class PortForwards : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Namespace, string ExternalName, int Port, string Labels), PortForward> _forwards = [];

    /// <summary>The port of this machine for a port of a component's pods: the same as before where there is one.</summary>
    public int Open(KubernetesCluster cluster, string @namespace, string externalName, int port, string labels = "")
    {
        lock (_lock)
        {
            if (!_forwards.TryGetValue((@namespace, externalName, port, labels), out PortForward? forward))
            {
                forward = new PortForward(cluster, @namespace, $"{KubernetesComponent.ComponentLabel}={externalName}{(labels.Length == 0 ? "" : $",{labels}")}", port);
                _forwards.Add((@namespace, externalName, port, labels), forward);
            }

            return forward.LocalPort;
        }
    }

    /// <summary>Ends those of a component.</summary>
    public void Close(string externalName) => Close(key => key.ExternalName == externalName);

    /// <summary>Ends those into a namespace that is gone: another process may have ended it.</summary>
    public void CloseAll(string @namespace) => Close(key => key.Namespace == @namespace);

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (PortForward forward in _forwards.Values)
            {
                forward.Dispose();
            }

            _forwards.Clear();
        }
    }

    private void Close(Func<(string Namespace, string ExternalName, int Port, string Labels), bool> isMeant)
    {
        lock (_lock)
        {
            foreach ((string Namespace, string ExternalName, int Port, string Labels) key in _forwards.Keys.Where(isMeant).ToArray())
            {
                _forwards.Remove(key, out PortForward? forward);
                forward!.Dispose();
            }
        }
    }
}
