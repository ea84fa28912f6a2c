using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Waits until what runs in a container answers, for a bounded time, and no longer than the container runs.</summary>
internal sealed class ContainerReadiness(DockerEngine engine, EngineContainers containers, ContainerLog log, TimeProvider timeProvider)
{
    private const int LogTail = 50;
    private const double Slowdown = 1.5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(30);

    /// <param name="container">The container, started.</param>
    /// <param name="image">Its image, for messages.</param>
    /// <param name="probeAsync">Asks once: null where it answers, else why it does not, in a few words.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProviderException">The container ended, or did not answer within <see cref="DockerOptions.ServerStartTimeout"/>. Its last lines are with it.</exception>
    public async Task WaitAsync(FoundContainer container, string image, Func<CancellationToken, Task<string?>> probeAsync, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(engine.Options.ServerStartTimeout, timeProvider);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        Task ended = EndAsync(container, both.Token);
        string why = "it was not asked yet";
        try
        {
            for (TimeSpan pause = FirstPause; await probeAsync(both.Token).ConfigureAwait(false) is { } reason; pause = Next(pause))
            {
                why = reason;
                Task pausing = Task.Delay(pause, timeProvider, both.Token);
                if (await Task.WhenAny(pausing, ended).ConfigureAwait(false) == ended && !both.IsCancellationRequested)
                {
                    throw await DescribeEndAsync(container, image, cancellationToken).ConfigureAwait(false);
                }

                await pausing.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException($"The container '{container.Name}' (image '{image}') did not answer within {engine.Options.ServerStartTimeout} ({nameof(DockerOptions)}.{nameof(DockerOptions.ServerStartTimeout)}): {why}")
            {
                LastLogLines = await log.LastLinesAsync(container.Name, LogTail, cancellationToken).ConfigureAwait(false),
            };
        }
        finally
        {
            await both.CancelAsync().ConfigureAwait(false);
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Next(TimeSpan pause) => pause * Slowdown < LongestPause ? pause * Slowdown : LongestPause;

    /// <summary>Completes with the container's end; not where the engine cannot tell it.</summary>
    private async Task EndAsync(FoundContainer container, CancellationToken cancellationToken)
    {
        try
        {
            await engine.FindAsync($"Waiting for the end of the container '{container.Name}'", client => client.Containers.WaitContainerAsync(container.Id, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ProviderException)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ProviderException> DescribeEndAsync(FoundContainer container, string image, CancellationToken cancellationToken)
    {
        FoundContainer? now = await containers.FindAsync(container.Name, cancellationToken).ConfigureAwait(false);
        return now is null
            ? new ProviderException($"The container '{container.Name}' was removed by somebody else while it was starting.") { IsTransient = true }
            : new ProviderException($"The container '{container.Name}' (image '{image}') ended while it was starting: it {now.EndReason}")
            {
                LastLogLines = await log.LastLinesAsync(container.Name, LogTail, cancellationToken).ConfigureAwait(false),
            };
    }
}
