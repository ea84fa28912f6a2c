using System.Text.Json.Nodes;
using Lumina.Environments.Batches;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Kubernetes;

/// <summary>What one environment has on a cluster: its namespace, and the components in it.</summary>
#pragma warning disable CA1001 // Without a wait handle there is nothing to dispose of a semaphore.
internal sealed class KubernetesEnvironment
#pragma warning restore CA1001
{
    private const int HashKeyBytes = 32;

    private readonly KubernetesServices _services;
    private readonly SemaphoreSlim _entering = new(1, 1);
    private readonly SemaphoreSlim _ending = new(1, 1);
    private readonly SemaphoreSlim _keying = new(1, 1);
    private readonly BatchGate<ComponentContext, bool> _destroying;
    private EnvironmentNamespace? _entered;
    private string? _filled;

    public KubernetesEnvironment(KubernetesServices services)
    {
        _services = services;
        _destroying = new BatchGate<ComponentContext, bool>(DestroyAsync, services.Time);
    }

    /// <summary>Makes a component, or brings what is there of it to what is wanted, and waits until it is ready.</summary>
    public async Task MakeAsync(KubernetesCluster cluster, KubernetesComponent component, ComponentContext context, CancellationToken cancellationToken)
    {
        ComponentEntry entry = ComponentEntry.Of(component);
        (EnvironmentNamespace seen, ComponentEntry? before) = await EnterAsync(cluster, component, entry, context, cancellationToken).ConfigureAwait(false);

        // What pods need is there before what makes them; in what order it comes is all the same.
        KubernetesObject[] needs = [.. component.Objects.TakeWhile(each => !Workload.MakesPods(each.Type))];
        await Task.WhenAll(needs.Select(each => cluster.ApplyAsync(each, component.Namespace, cancellationToken))).ConfigureAwait(false);
        List<Workload> workloads = [];
        foreach (KubernetesObject each in component.Objects.Skip(needs.Length))
        {
            JsonObject applied = each.Type == KubernetesType.Job
                ? await ComponentJobs.ApplyAsync(cluster, component, each, cancellationToken).ConfigureAwait(false)
                : await cluster.ApplyAsync(each, component.Namespace, cancellationToken).ConfigureAwait(false);
            if (Workload.IsAwaited(each.Type))
            {
                workloads.Add(Workload.Of(each.Type, applied));
            }
        }

        await PruneAsync(seen, entry, before, context, cancellationToken).ConfigureAwait(false);
        await _services.Readiness.WaitAsync(cluster, component.Namespace, workloads, context.Logger, cancellationToken).ConfigureAwait(false);
        if (workloads.Count > 0)
        {
            _services.JustReady.Note(component.ExternalName);
        }
    }

    /// <summary>The key of the environment's hashes of settings, so that nobody finds out a secret by trying who sees pods and no Secrets. It is in the environment's store.</summary>
    /// <param name="context">One of its components.</param>
    /// <param name="mayMake">Whether one is made where there is none yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where there is none.</returns>
    public async Task<string?> GetHashKeyAsync(ComponentContext context, bool mayMake, CancellationToken cancellationToken)
    {
        if (context.Record is not { } record)
        {
            return null;
        }

        // One after the other: of two that find none, each would make one, and what the first has hashed would not be found again.
        await _keying.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Secret? key = record.Find();
            if (key is null && mayMake)
            {
                byte[] bytes = new byte[HashKeyBytes];
                _services.Random.Fill(bytes);
                key = new Secret(Convert.ToHexStringLower(bytes));
                await record.KeepAsync(key, cancellationToken).ConfigureAwait(false);
            }

            return key?.TryReveal();
        }
        finally
        {
            _keying.Release();
        }
    }

    /// <summary>Has bounds and walls put right with what is made next: somebody may have changed them since.</summary>
    public void LookAgain() => (_filled, _entered) = (null, null);

    /// <summary>Destroys a component, together with those that are destroyed at once with it.</summary>
    /// <returns>Whether the namespace is gone.</returns>
    public Task<bool> DestroyAsync(ComponentContext context, CancellationToken cancellationToken) =>
        _destroying.JoinAsync(context, context.Together.Count, cancellationToken);

    /// <summary>The environment's namespace as it is now, for who looks at it; null where there is none of ours.</summary>
    /// <exception cref="ProviderException">It was ours and has lost marks.</exception>
    public async Task<(KubernetesCluster Cluster, EnvironmentNamespace? Namespace)> FindAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await FindAsync(await _services.Clusters.OpenToLookAsync(context.Location, cancellationToken).ConfigureAwait(false), context, cancellationToken).ConfigureAwait(false);

    /// <summary>The same for who changes or ends something in it: which cluster it is, is asked anew.</summary>
    /// <exception cref="ProviderException">It was ours and has lost marks.</exception>
    public async Task<(KubernetesCluster Cluster, EnvironmentNamespace? Namespace)> FindToChangeAsync(ComponentContext context, CancellationToken cancellationToken) =>
        await FindAsync(await _services.Clusters.OpenAsync(context.Location, cancellationToken).ConfigureAwait(false), context, cancellationToken).ConfigureAwait(false);

    private async Task<(KubernetesCluster Cluster, EnvironmentNamespace? Namespace)> FindAsync(KubernetesCluster cluster, ComponentContext context, CancellationToken cancellationToken)
    {
        string name = EnvironmentNamespace.NameOf(context.Location, context.EnvironmentId);
        EnvironmentNamespace? found = await _services.Looks.FindOursAsync(cluster, name, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            // Another process may have ended it: nothing here leads there any more.
            _services.Forwards.CloseAll(name);
            _services.Looks.Forget(cluster, name);
        }

        return (cluster, found);
    }

    /// <summary>Makes the namespace with its bounds and walls where that is not done, and notes the component in it. One after the other: of two that find no namespace, each would make it.</summary>
    private async Task<(EnvironmentNamespace Namespace, ComponentEntry? Before)> EnterAsync(KubernetesCluster cluster, KubernetesComponent component, ComponentEntry entry, ComponentContext context, CancellationToken cancellationToken)
    {
        await _entering.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // What was seen when another component entered is as good as a look: who enters names it by its UID, and is refused where it is another one by now.
            EnvironmentNamespace? known = _entered?.Name == component.Namespace && _entered.Find(component.ExternalName) is null ? _entered : null;
            (EnvironmentNamespace seen, ComponentEntry? before) = await _services.Maker.EnterAsync(cluster, component.Namespace, known, context, entry, cancellationToken).ConfigureAwait(false);
            _entered = seen;
            if (_filled != seen.Uid)
            {
                await _services.Maker.FillAsync(cluster, seen, context.Marks with { ExpiresAt = seen.Marks!.ExpiresAt, Component = seen.Marks.Component }, cancellationToken).ConfigureAwait(false);
                _filled = seen.Uid;
            }

            return (seen, before);
        }
        catch
        {
            // It may be another one by now, or gone: whoever tries again looks.
            _entered = null;
            throw;
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>What the component had before and has no more.</summary>
    private async Task PruneAsync(EnvironmentNamespace seen, ComponentEntry entry, ComponentEntry? before, ComponentContext context, CancellationToken cancellationToken)
    {
        ObjectReference[] old = [.. (before?.Objects ?? []).Where(each => !entry.Objects.Any(each.IsSameAs))];
        if (old.Length > 0)
        {
            KubernetesCluster cluster = await _services.Clusters.OpenAsync(context.Location, cancellationToken).ConfigureAwait(false);
            await Task.WhenAll(old.Select(each => cluster.DeleteAsync(each.Type, seen.Name, each.Name, uid: null, cancellationToken))).ConfigureAwait(false);
            await NamespaceMaker.PatchAsync(cluster, seen, new(StringComparer.Ordinal) { [entry.Annotation] = entry.Write() }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Func<ComponentContext, bool>> DestroyAsync(IReadOnlyList<ComponentContext> contexts, CancellationToken cancellationToken)
    {
        // One after the other: of two that each see the other's components, neither would be the one that ends the namespace.
        await _ending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (ComponentContext context in contexts)
            {
                // Whatever is on the cluster: somebody else may have ended the namespace.
                _services.Forwards.Close(context.ExternalName);
                _services.JustReady.Take(context.ExternalName);
            }

            (KubernetesCluster cluster, EnvironmentNamespace? seen) = await FindToChangeAsync(contexts[0], cancellationToken).ConfigureAwait(false);
            bool isGone = seen is null || await EndAsync(cluster, seen, contexts, cancellationToken).ConfigureAwait(false);
            return _ => isGone;
        }
        catch (ClusterException exception)
        {
            throw exception.ToProviderException();
        }
        finally
        {
            _ending.Release();
        }
    }

    /// <summary>Ends components, and the namespace with the last.</summary>
    /// <returns>Whether the namespace is gone.</returns>
    private async Task<bool> EndAsync(KubernetesCluster cluster, EnvironmentNamespace seen, IReadOnlyList<ComponentContext> contexts, CancellationToken cancellationToken)
    {
        seen.RequireOurs(contexts[0]);
        ComponentEntry[] ending = [.. seen.Components.Where(entry => contexts.Any(context => context.ExternalName == entry.ExternalName))];
        if (!seen.IsEnding && ending.Length < seen.Components.Count)
        {
            await Task.WhenAll(ending.Select(entry => ComponentEnder.EndAsync(cluster, seen, entry, _services.PodEnd, cancellationToken))).ConfigureAwait(false);
            return false;
        }

        await _services.Ender.EndAsync(cluster, seen, contexts[0].Logger, cancellationToken).ConfigureAwait(false);
        _services.Looks.Forget(cluster, seen.Name);
        return true;
    }
}
