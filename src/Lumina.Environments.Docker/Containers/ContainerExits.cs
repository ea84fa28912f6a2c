using System.Collections.Concurrent;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Waits for the ends of components' containers, and tells those that were told to end from those that ended by themselves.</summary>
internal sealed class ContainerExits(DockerEngine engine, EngineContainers containers, ContainerLookup lookup, ContainerLog log, TimeProvider timeProvider)
{
    private const int LogTail = 50;
    private static readonly TimeSpan EngineRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>The names of those that are told to end from here.</summary>
    private readonly ConcurrentDictionary<string, bool> _expected = new(StringComparer.Ordinal);

    /// <summary>From now on the end of the container of that name is no surprise.</summary>
    public void Expect(string name) => _expected[name] = true;

    /// <summary>From now on the end of a container of that name is one again.</summary>
    public void ExpectNoMore(string name) => _expected.TryRemove(name, out _);

    /// <summary>Completes when a container of the component has ended by itself; not when it was stopped from here.</summary>
    public async Task<ComponentExit> WaitForExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await FindExitAsync(context, cancellationToken).ConfigureAwait(false) is { } exit)
                {
                    return exit;
                }
            }
            catch (ProviderException exception) when (exception.IsTransient)
            {
                // An engine that restarts ends containers, and says so when it is back.
            }

            await Task.Delay(EngineRetry, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Throws with the reason and the last lines where a container of the component ends by itself within a time.</summary>
    public async Task SettleAsync(ComponentContext context, TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<ComponentExit> exit = WaitForExitAsync(context, watching.Token);
        try
        {
            ComponentExit ended = await exit.WaitAsync(time, timeProvider, cancellationToken).ConfigureAwait(false);
            throw new ProviderException($"{ended.Reason} as soon as it was started.") { LastLogLines = ended.LastLogLines };
        }
        catch (TimeoutException)
        {
            await watching.CancelAsync().ConfigureAwait(false);
            await ((Task)exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits for the end of a container of the component, and looks whether it has ended for good; null where it has not, or the engine could not tell.</summary>
    private async Task<ComponentExit?> FindExitAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<FoundContainer> running = await lookup.FindAsync(context, cancellationToken).ConfigureAwait(false);
        if (running.Count == 0 || await EndOfAsync(running, cancellationToken).ConfigureAwait(false) is not { } ended)
        {
            return null;
        }

        FoundContainer? now = await containers.FindAsync(ended.Name, cancellationToken).ConfigureAwait(false);
        if (now is { IsRunning: true } || _expected.ContainsKey(ended.Name))
        {
            return null;
        }

        return now is null
            ? new ComponentExit($"the container '{ended.Name}' was removed by somebody else")
            : new ComponentExit($"the container '{ended.Name}' {now.EndReason}") { LastLogLines = await log.LastLinesAsync(ended.Name, LogTail, cancellationToken).ConfigureAwait(false) };
    }

    private async Task<FoundContainer?> EndOfAsync(IReadOnlyList<FoundContainer> running, CancellationToken cancellationToken)
    {
        if (running.FirstOrDefault(container => !container.IsRunning && !container.IsPaused) is { } down)
        {
            return down;
        }

        using CancellationTokenSource others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<FoundContainer?>[] waits = [.. running.Select(container => EndOfAsync(container, others.Token))];
        try
        {
            return await (await Task.WhenAny(waits).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await others.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Null where the engine could not be asked: it may be on its way down or up.</summary>
    private async Task<FoundContainer?> EndOfAsync(FoundContainer container, CancellationToken cancellationToken)
    {
        try
        {
            await engine.FindAsync($"Waiting for the end of the container '{container.Name}'", client => client.Containers.WaitContainerAsync(container.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
            return container;
        }
        catch (ProviderException)
        {
            return null;
        }
    }
}
