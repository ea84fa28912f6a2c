using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Databases in servers that the environments of this process share: one container for each image, started when the first database needs it.</summary>
internal sealed class SharedDatabases(DatabaseServerKind kind, DatabaseHost host) : IAsyncDisposable
{
    private readonly SharedServers<string, SharedServer> _servers = new(host.Time, host.Engine.Options.ImageTimeout + host.Engine.Options.ServerStartTimeout);

    /// <summary>Those that did not come up, and that could not be removed then.</summary>
    private readonly ConcurrentQueue<SharedServer> _failed = new();

    /// <summary>The server in which a component's database is; null where it is in none of this process.</summary>
    public SharedServer? Find(ComponentContext context) => _servers.Present().FirstOrDefault(server => server.Has(context));

    /// <exception cref="ProviderException">The component's database was in a server that is gone.</exception>
    public void RequireNotLost(ComponentContext context)
    {
        if (_servers.Present().Select(server => server.LossOf(context)).FirstOrDefault(loss => loss is not null) is { } loss)
        {
            throw loss;
        }
    }

    public async Task<ComponentOutputs> ProvisionAsync(DatabaseSpec spec, ComponentContext context, CancellationToken cancellationToken)
    {
        // What an earlier attempt has made may lie in another server than the one that is due now.
        SharedServer? server = Find(context);
        if (server is null)
        {
            string image = host.Images.Choose(spec, kind.Image);
            server = await _servers.GetAsync(image, bound => StartAsync(image, context.Marks.ExpiresAt, bound), cancellationToken).ConfigureAwait(false);
        }

        await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        await server.CreateAsync(spec, context, Names(spec, context), cancellationToken).ConfigureAwait(false);
        return await OutputsAsync(server, context, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ComponentOutputs> StartAsync(SharedServer server, ComponentContext context, CancellationToken cancellationToken)
    {
        await server.EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        await server.Databases.AllowConnectionsAsync(context, cancellationToken).ConfigureAwait(false);
        return await OutputsAsync(server, context, cancellationToken).ConfigureAwait(false);
    }

    public async Task DropAsync(SharedServer server, ComponentContext context, CancellationToken cancellationToken)
    {
        await server.DropAsync(context, cancellationToken).ConfigureAwait(false);
        if (NetworkUse.IsNeeded(context))
        {
            await host.Networks.RemoveUnusedAsync(context.EnvironmentId, cancellationToken).ConfigureAwait(false);
        }
    }

    public async IAsyncEnumerable<FoundComponent> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (SharedServer server in _servers.Present().Where(server => !server.IsGone))
        {
            // One that is not up is not started for a look, and what is in it is nobody's but this process's, which ends it.
            if (!await server.IsUpAsync(cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            await foreach (FoundComponent found in server.Databases.ListAsync(scope, host.Engine.Location, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }
    }

    /// <summary>Reads the lines of the server's log that are about the database, or about the server as a whole.</summary>
    public async IAsyncEnumerable<string> ReadLogsAsync(SharedServer server, ComponentContext context, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int count = await Lines(follow: false).CountAsync(cancellationToken).ConfigureAwait(false);
        await foreach (string line in Lines(follow).Skip(Math.Max(0, count - tail)).ConfigureAwait(false))
        {
            yield return line;
        }

        IAsyncEnumerable<string> Lines(bool follow) =>
            host.Log.ReadAsync(server.Name, int.MaxValue, follow, cancellationToken).Where(kind.LogFilter(context.ExternalName));
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_servers.DisposeAsync().AsTask(), RemoveFailedAsync()).ConfigureAwait(false);

    private async Task<SharedServer> StartAsync(string image, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        await RemoveFailedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        SharedServer server = new(kind, host, image);
        try
        {
            await server.MakeAsync(expiresAt, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            // Why it did not come up is what matters, whatever becomes of the rest.
            _failed.Enqueue(server);
            await RemoveFailedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task RemoveFailedAsync()
    {
        for (int count = _failed.Count; count > 0 && _failed.TryDequeue(out SharedServer? server); count--)
        {
            try
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                // The next start, or the end of the process, tries again.
                _failed.Enqueue(server);
                throw;
            }
        }
    }

    private async Task<ComponentOutputs> OutputsAsync(SharedServer server, ComponentContext context, CancellationToken cancellationToken) => kind.Outputs(
        context,
        host.Addresses(server.HostPort, context.Component.Name, kind.Port),
        await server.Databases.GetServerVersionAsync(cancellationToken).ConfigureAwait(false),
        server.AdminConnectionString);

    /// <summary>All names at once: another one later would take the server out of the network for a moment, and with it the sessions of those that have theirs.</summary>
    private string[] Names(DatabaseSpec spec, ComponentContext context)
    {
        string image = host.Images.Choose(spec, kind.Image);
        IEnumerable<string> others = context.Components.OfType<DatabaseSpec>()
            .Where(other => other.Type == kind.Type && other.Existing is null && host.Images.Choose(other, kind.Image) == image)
            .Select(other => other.Name);
        return [.. others.Append(context.Component.Name).Distinct(StringComparer.Ordinal)];
    }
}
