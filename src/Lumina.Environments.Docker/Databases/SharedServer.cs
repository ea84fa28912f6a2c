using System.Collections.Concurrent;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>A server that the environments of this process share, and the databases of components that are in it. It is in the network of each environment that needs it, under the names of its databases.</summary>
internal sealed class SharedServer(DatabaseServerKind kind, DatabaseHost host, string image) : ISharedServer
{
    private readonly ServerContainer _container = new(kind, host, image);
    private readonly ConcurrentDictionary<string, OwnershipMarks> _components = new(StringComparer.Ordinal);

    /// <summary>Databases that nobody has any more, and that could not be dropped since the server did not come up: they go as soon as it does, or with it.</summary>
    private readonly ConcurrentDictionary<string, ComponentContext> _givenUp = new(StringComparer.Ordinal);

    /// <summary>The environments in whose networks it is, or may be: whether it is for certain.</summary>
    private readonly ConcurrentDictionary<EnvironmentId, bool> _joined = new();

    public string Name => _container.Name;

    /// <inheritdoc />
    public bool IsGone => _container.IsGone;

    public int HostPort => _container.HostPort;

    public string AdminConnectionString => _container.AdminConnectionString;

    public IServerDatabases Databases => _container.Databases;

    /// <summary>Whether a component's database is in it, or was about to be made in it.</summary>
    public bool Has(ComponentContext context) => !IsGone && _components.ContainsKey(context.ExternalName);

    /// <summary>What is wrong where a component's database was in it and it is gone; null otherwise.</summary>
    public ProviderException? LossOf(ComponentContext context) => IsGone && _components.ContainsKey(context.ExternalName)
        ? new ProviderException($"The {kind.Title} of {context.Component}, the container '{Name}', was removed by somebody else, and all databases with it. That cannot be mended: only a new environment has another.")
        : null;

    /// <inheritdoc cref="ServerContainer.MakeAsync"/>
    public Task MakeAsync(DateTimeOffset? expiresAt, CancellationToken cancellationToken) => _container.MakeAsync(expiresAt, cancellationToken);

    /// <inheritdoc cref="ServerContainer.IsUpAsync"/>
    public Task<bool> IsUpAsync(CancellationToken cancellationToken) => _container.IsUpAsync(cancellationToken);

    /// <inheritdoc />
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        if (await _container.EnsureRunningAsync(cancellationToken).ConfigureAwait(false))
        {
            await DropGivenUpAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="ServerContainer.WaitForExitAsync"/>
    public Task<ComponentExit> WaitForExitAsync(CancellationToken cancellationToken) => _container.WaitForExitAsync(cancellationToken);

    /// <summary>Makes a component's database, and lets its environment reach it by the names of all its databases that are here.</summary>
    public async Task CreateAsync(DatabaseSpec spec, ComponentContext context, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (_givenUp.ContainsKey(context.ExternalName))
        {
            // Or it would be taken for what an earlier attempt of this one has made, with all that was in it.
            await Databases.DropAsync(context, cancellationToken).ConfigureAwait(false);
            _givenUp.TryRemove(context.ExternalName, out _);
        }

        _components.TryAdd(context.ExternalName, context.Marks);
        await _container.KeepUntilAsync(context.Marks.ExpiresAt, cancellationToken).ConfigureAwait(false);
        Task joining = JoinAsync(context, names, cancellationToken);
        try
        {
            await Databases.CreateAsync(spec, context, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Its own error is the one to be told.
            await joining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await joining.ConfigureAwait(false);
    }

    public async Task<ComponentPresence> ObserveAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        FoundContainer? found = null;
        if (await IsUpAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return await Databases.ObserveAsync(context, cancellationToken).ConfigureAwait(false);
            }
            catch (ProviderException) when (!cancellationToken.IsCancellationRequested)
            {
                // It may have ended a moment ago.
                found = await _container.FindAsync(cancellationToken).ConfigureAwait(false);
                if (found is { IsRunning: true })
                {
                    throw;
                }
            }
        }

        found ??= await _container.FindAsync(cancellationToken).ConfigureAwait(false);
        return found is not null && _components.TryGetValue(context.ExternalName, out OwnershipMarks? marks)
            ? ComponentPresence.NotRunning(marks, $"its server, the container '{Name}', is not up: {found.Detail}")
            : ComponentPresence.Absent;
    }

    /// <summary>Drops a component's database; with the last one of its environment the server leaves that one's network. What fails can be tried again.</summary>
    public async Task DropAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        bool isUp = true;
        try
        {
            await EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException exception) when (!exception.IsTransient || IsGone)
        {
            // It does not start any more, and what is in it is to go anyhow: nobody is to wait for that.
            isUp = false;
        }

        if (isUp)
        {
            await Databases.DropAsync(context, cancellationToken).ConfigureAwait(false);
        }

        if (!_components.TryRemove(context.ExternalName, out OwnershipMarks? marks))
        {
            return;
        }

        try
        {
            await (isUp || IsGone ? LeaveUnusedAsync(context.EnvironmentId, cancellationToken) : GiveUpAsync(context, cancellationToken)).ConfigureAwait(false);
        }
        catch
        {
            // Or a second try would find nothing to do, and the server would stay in the network.
            _components.TryAdd(context.ExternalName, marks);
            throw;
        }
    }

    public async Task UpdateMarksAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        await EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        await _container.KeepUntilAsync(context.Marks.ExpiresAt, cancellationToken).ConfigureAwait(false);
        await Databases.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        _components[context.ExternalName] = context.Marks;
    }

    /// <summary>Ends it. What fails can be tried again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _container.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_joined.Keys.Select(environment => host.Networks.RemoveUnusedAsync(environment, CancellationToken.None))).ConfigureAwait(false);
    }

    private async Task GiveUpAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        if (_components.IsEmpty)
        {
            await _container.AbandonAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await LeaveUnusedAsync(context.EnvironmentId, cancellationToken).ConfigureAwait(false);
        _givenUp[context.ExternalName] = context;
    }

    private async Task DropGivenUpAsync(CancellationToken cancellationToken)
    {
        foreach ((string name, ComponentContext context) in _givenUp)
        {
            try
            {
                await Databases.DropAsync(context, cancellationToken).ConfigureAwait(false);
                _givenUp.TryRemove(name, out _);
            }
            catch (ProviderException)
            {
                // It goes with the next start, or with the server: whoever needs the server now is not to be kept from it.
            }
        }
    }

    private async Task LeaveUnusedAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        if (!_components.Values.Any(other => other.EnvironmentId == environment) && _joined.ContainsKey(environment))
        {
            await host.Networks.LeaveAsync(environment, Name, cancellationToken).ConfigureAwait(false);
            _joined.TryRemove(environment, out _);
        }
    }

    private async Task JoinAsync(ComponentContext context, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (NetworkUse.IsNeeded(context) && !_joined.GetValueOrDefault(context.EnvironmentId))
        {
            _joined.TryAdd(context.EnvironmentId, value: false);
            await host.Networks.JoinAsync(context, Name, names, cancellationToken).ConfigureAwait(false);
            _joined[context.EnvironmentId] = true;
        }
    }
}
