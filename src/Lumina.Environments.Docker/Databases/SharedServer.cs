using System.Collections.Concurrent;
using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>A container with a server that the environments of this process share, each with a database of its own. It is in the network of each environment that needs it, under the names of its databases.</summary>
internal sealed class SharedServer(DatabaseServerKind kind, DatabaseHost host, string image) : ISharedServer
{
    private const int Tries = 3;
    private const int LogTail = 50;

    /// <summary>So that the environments of an hour have it said once.</summary>
    private static readonly TimeSpan ExpiryReserve = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _changing = new(1);
    private readonly SemaphoreSlim _marking = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<string, OwnershipMarks> _components = new(StringComparer.Ordinal);

    /// <summary>The environments in whose networks it is, or may be: whether it is for certain.</summary>
    private readonly ConcurrentDictionary<EnvironmentId, bool> _joined = new();
    private readonly string _password = host.NextRandom();
    private Task _exit = Task.CompletedTask;
    private DateTimeOffset? _expiresAt = DateTimeOffset.MinValue;

    public string Name { get; } = $"lumina-{kind.Type}-{host.NextRandom()[..12]}";

    /// <inheritdoc />
    public bool IsGone { get; private set; }

    public int HostPort { get; private set; }

    public string AdminConnectionString { get; private set; } = "";

    public IServerDatabases Databases => kind.Databases(host.Databases, AdminConnectionString);

    private bool IsRunning => !_exit.IsCompleted;

    /// <summary>Whether a component's database is in it, or was about to be made in it.</summary>
    public bool Has(ComponentContext context) => !IsGone && _components.ContainsKey(context.ExternalName);

    /// <summary>What is wrong where a component's database was in it and it is gone; null otherwise.</summary>
    public ProviderException? LossOf(ComponentContext context) => IsGone && _components.ContainsKey(context.ExternalName)
        ? new ProviderException($"The {kind.Title} of {context.Component}, the container '{Name}', was removed by somebody else, and all databases with it. That cannot be mended: only a new environment has another.")
        : null;

    /// <summary>Makes a component's database, and lets its environment reach it by the names of all its databases that are here.</summary>
    public async Task CreateAsync(DatabaseSpec spec, ComponentContext context, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        _components.TryAdd(context.ExternalName, context.Marks);
        await KeepUntilAsync(context.Marks.ExpiresAt, cancellationToken).ConfigureAwait(false);
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
        FoundContainer? found = await host.Containers.FindAsync(Name, cancellationToken).ConfigureAwait(false);
        if (found is { IsRunning: true } && IsRunning)
        {
            try
            {
                return await Databases.ObserveAsync(context, cancellationToken).ConfigureAwait(false);
            }
            catch (ProviderException) when (!cancellationToken.IsCancellationRequested)
            {
                // It may have ended a moment ago.
                found = await host.Containers.FindAsync(Name, cancellationToken).ConfigureAwait(false);
                if (found is { IsRunning: true })
                {
                    throw;
                }
            }
        }

        return found is not null && _components.TryGetValue(context.ExternalName, out OwnershipMarks? marks)
            ? ComponentPresence.NotRunning(marks, $"its server, the container '{Name}', is not up: {found.Detail}")
            : ComponentPresence.Absent;
    }

    /// <summary>Drops a component's database; with the last one of its environment the server leaves that one's network. What fails can be tried again.</summary>
    public async Task DropAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        try
        {
            await EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException) when (!_components.Keys.Any(other => other != context.ExternalName))
        {
            // It does not start any more, and what is in it is to go anyhow.
            await AbandonAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await Databases.DropAsync(context, cancellationToken).ConfigureAwait(false);
        if (!_components.TryRemove(context.ExternalName, out OwnershipMarks? marks))
        {
            return;
        }

        try
        {
            await LeaveUnusedAsync(context.EnvironmentId, cancellationToken).ConfigureAwait(false);
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
        await KeepUntilAsync(context.Marks.ExpiresAt, cancellationToken).ConfigureAwait(false);
        await Databases.UpdateMarksAsync(context, cancellationToken).ConfigureAwait(false);
        _components[context.ExternalName] = context.Marks;
    }

    /// <summary>Completes when the server has ended by itself.</summary>
    public async Task<ComponentExit> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _exit.WaitAsync(cancellationToken).ConfigureAwait(false);
        FoundContainer? found;
        while ((found = await host.Containers.FindAsync(Name, cancellationToken).ConfigureAwait(false)) is { IsRunning: true })
        {
            // The engine was away for a moment, not the server.
            await EnsureRunningAsync(cancellationToken).ConfigureAwait(false);
            await _exit.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return new ComponentExit(found is null ? $"its server, the container '{Name}', was removed by somebody else" : $"its server, the container '{Name}', {found.EndReason}")
        {
            LastLogLines = await host.Log.LastLinesAsync(Name, LogTail, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <inheritdoc />
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        if (await IsUpAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await IsUpAsync(cancellationToken).ConfigureAwait(false))
            {
                await StartAgainAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends it. What fails can be tried again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _exit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.Databases.ForgetAsync(AdminConnectionString).ConfigureAwait(false);
        await host.Containers.RemoveAsync(Name, CancellationToken.None).ConfigureAwait(false);
        await host.Expiry.RemoveAsync(Name, CancellationToken.None).ConfigureAwait(false);
        await Task.WhenAll(_joined.Keys.Select(environment => host.Networks.RemoveUnusedAsync(environment, CancellationToken.None))).ConfigureAwait(false);
        _changing.Dispose();
        _marking.Dispose();
        _ending.Dispose();
    }

    /// <summary>Somebody may have paused it, of which nothing else tells, or ended it a moment ago.</summary>
    private async Task<bool> IsUpAsync(CancellationToken cancellationToken) =>
        IsRunning && await host.Containers.FindAsync(Name, cancellationToken).ConfigureAwait(false) is { IsRunning: true };

    private async Task LeaveUnusedAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        if (!_components.Values.Any(other => other.EnvironmentId == environment) && _joined.ContainsKey(environment))
        {
            await host.Networks.LeaveAsync(environment, Name, cancellationToken).ConfigureAwait(false);
            _joined.TryRemove(environment, out _);
        }
    }

    private async Task AbandonAsync(CancellationToken cancellationToken)
    {
        await host.Databases.ForgetAsync(AdminConnectionString).ConfigureAwait(false);
        await host.Containers.RemoveAsync(Name, cancellationToken).ConfigureAwait(false);
        await host.Expiry.RemoveAsync(Name, cancellationToken).ConfigureAwait(false);
        IsGone = true;
    }

    /// <summary>Has it outlive what is in it, for those who cannot tell whether this process lives.</summary>
    private async Task KeepUntilAsync(DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        await _marking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_expiresAt is null || expiresAt <= _expiresAt)
            {
                return;
            }

            DateTimeOffset? later = expiresAt < DateTimeOffset.MaxValue - ExpiryReserve ? expiresAt + ExpiryReserve : null;
            await host.Expiry.SetForServerAsync(Name, host.Manager.Value.Installation, kind.ProviderName, later, cancellationToken).ConfigureAwait(false);
            _expiresAt = later;
        }
        finally
        {
            _marking.Release();
        }
    }

    /// <summary>Makes its container and waits until it answers. What it leaves where it fails, <see cref="DisposeAsync"/> takes away.</summary>
    /// <param name="expiresAt">Until when at least it is needed; null for ever.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task MakeAsync(DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        // Before there is a container whose process may be killed.
        await KeepUntilAsync(expiresAt, cancellationToken).ConfigureAwait(false);
        Dictionary<string, string> labels = host.Marks.ForServer(host.Manager.Value.Installation, kind.ProviderName);
        for (int attempt = 1; ; attempt++)
        {
            // A port of its own choice the container would lose with each start, and with it all who know it.
            ContainerPort port = new(kind.Port, host.Engine.IsRemote ? null : FreePort.Find());
            ContainerRecipe recipe = kind.Complete(new ContainerRecipe(Name, image, labels) { Ports = [port] }, _password, host.Engine.Options);
            try
            {
                await BecomeReadyAsync(await host.Launcher.RunAsync(recipe, static found => found, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ProviderException exception) when (attempt < Tries && EngineErrors.IsPortTaken(exception))
            {
                await host.Containers.RemoveAsync(Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        FoundContainer? found = await host.Containers.FindAsync(Name, cancellationToken).ConfigureAwait(false);
        if (found is null or { IsBeingRemoved: true })
        {
            IsGone = true;
            await host.Databases.ForgetAsync(AdminConnectionString).ConfigureAwait(false);
            await host.Expiry.RemoveAsync(Name, cancellationToken).ConfigureAwait(false);
            throw new ProviderException($"The {kind.Title}, the container '{Name}', was removed by somebody else, and all databases with it. A database that is made now comes into another.") { IsTransient = true };
        }

        await (found switch
        {
            { IsPaused: true } => host.Containers.UnpauseAsync(Name, cancellationToken),
            { IsRunning: true } => Task.CompletedTask,
            _ => host.Containers.StartAsync(Name, cancellationToken),
        }).ConfigureAwait(false);
        found = await host.Containers.FindAsync(Name, cancellationToken).ConfigureAwait(false);
        await BecomeReadyAsync(found ?? throw new ProviderException($"The container '{Name}' is gone right after its start.") { IsTransient = true }, cancellationToken).ConfigureAwait(false);
    }

    private async Task BecomeReadyAsync(FoundContainer container, CancellationToken cancellationToken)
    {
        int port = container.HostPort(kind.Port) ?? 0;
        string admin = kind.AdminConnectionString(host.Engine.HostAddress, port, _password);
        await host.Readiness.WaitAsync(container, image, token => kind.ProbeAsync(admin, token), cancellationToken).ConfigureAwait(false);
        if (AdminConnectionString is { Length: > 0 } before && before != admin)
        {
            await host.Databases.ForgetAsync(before).ConfigureAwait(false);
        }

        (HostPort, AdminConnectionString) = (port, admin);
        _exit = Task.Run(() => WatchAsync(container, _ending.Token), CancellationToken.None);
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

    /// <summary>Completes when the container has ended, or when the engine cannot tell any more whether it has.</summary>
    private async Task WatchAsync(FoundContainer container, CancellationToken cancellationToken)
    {
        try
        {
            await host.Engine.FindAsync($"Waiting for the end of the container '{Name}'", client => client.Containers.WaitContainerAsync(container.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ProviderException or OperationCanceledException)
        {
            // Who needs it looks again.
        }
    }
}
