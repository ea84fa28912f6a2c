using Lumina.Environments.Data;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>The container of a server that environments share: its life, from the first start to its end, through every end that somebody else gives it.</summary>
internal sealed class ServerContainer(DatabaseServerKind kind, DatabaseHost host, string image) : IAsyncDisposable
{
    private const int Tries = 3;
    private const int LogTail = 50;

    /// <summary>So that the environments of an hour have it said once.</summary>
    private static readonly TimeSpan ExpiryReserve = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _changing = new(1);
    private readonly SemaphoreSlim _marking = new(1);
    private readonly CancellationTokenSource _ending = new();
    private readonly string _password = host.NextRandom();
    private Task _exit = Task.CompletedTask;
    private DateTimeOffset? _expiresAt = DateTimeOffset.MinValue;

    public string Name { get; } = $"lumina-{kind.Type}-{host.NextRandom()[..12]}";

    /// <summary>Whether it is gone for good, and all databases with it.</summary>
    public bool IsGone { get; private set; }

    public int HostPort { get; private set; }

    public string AdminConnectionString { get; private set; } = "";

    public IServerDatabases Databases => kind.Databases(host.Databases, AdminConnectionString);

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

    public Task<FoundContainer?> FindAsync(CancellationToken cancellationToken) => host.Containers.FindAsync(Name, cancellationToken);

    /// <summary>Whether it runs. Somebody may have paused it, of which nothing else tells, or ended it a moment ago.</summary>
    public async Task<bool> IsUpAsync(CancellationToken cancellationToken) =>
        !_exit.IsCompleted && await FindAsync(cancellationToken).ConfigureAwait(false) is { IsRunning: true };

    /// <summary>Starts it again where it is not up.</summary>
    /// <returns>Whether it had to be started.</returns>
    /// <exception cref="ProviderException">It does not come up, or is gone for good.</exception>
    public async Task<bool> EnsureRunningAsync(CancellationToken cancellationToken)
    {
        if (await IsUpAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await IsUpAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            await StartAgainAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Completes when it has ended by itself.</summary>
    public async Task<ComponentExit> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _exit.WaitAsync(cancellationToken).ConfigureAwait(false);
        FoundContainer? found;
        while ((found = await FindAsync(cancellationToken).ConfigureAwait(false)) is { IsRunning: true })
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

    /// <summary>Has it outlive what is in it, for those who cannot tell whether this process lives.</summary>
    public async Task KeepUntilAsync(DateTimeOffset? expiresAt, CancellationToken cancellationToken)
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

    /// <summary>Takes it away before its time, with all that is in it. What fails can be tried again.</summary>
    public async Task AbandonAsync(CancellationToken cancellationToken)
    {
        await RemoveAsync(cancellationToken).ConfigureAwait(false);
        IsGone = true;
    }

    /// <summary>Ends it. What fails can be tried again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _exit.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveAsync(CancellationToken.None).ConfigureAwait(false);
        _changing.Dispose();
        _marking.Dispose();
        _ending.Dispose();
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is { IsPaused: true })
        {
            // What is under way in it would not end, and is waited for.
            await host.Containers.UnpauseAsync(Name, cancellationToken).ConfigureAwait(false);
        }

        await host.Databases.ForgetAsync(AdminConnectionString).ConfigureAwait(false);
        await host.Containers.RemoveAsync(Name, cancellationToken).ConfigureAwait(false);
        await host.Expiry.RemoveAsync(Name, cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        FoundContainer? found = await FindAsync(cancellationToken).ConfigureAwait(false);
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
        found = await FindAsync(cancellationToken).ConfigureAwait(false);
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
        host.Databases.Watch(admin, IsUpAsync);
        _exit = Task.Run(() => WatchAsync(container, _ending.Token), CancellationToken.None);
    }

    /// <summary>Completes when the container has ended, or when the engine cannot tell any more whether it has.</summary>
    private async Task WatchAsync(FoundContainer container, CancellationToken cancellationToken)
    {
        try
        {
            await host.Engine.FindAsync($"Waiting for the end of the container '{container.Name}'", client => client.Containers.WaitContainerAsync(container.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ProviderException or OperationCanceledException)
        {
            // Who needs it looks again.
        }
    }
}
