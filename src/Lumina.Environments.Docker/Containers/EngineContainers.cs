using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>The containers of the engine, by name.</summary>
internal sealed class EngineContainers(DockerEngine engine, TimeProvider timeProvider)
{
    private const int Tries = 3;
    private static readonly TimeSpan AnotherLook = TimeSpan.FromMilliseconds(50);

    /// <summary>The engine itself gives up before that.</summary>
    private static readonly TimeSpan OthersRemoval = TimeSpan.FromMinutes(2);

    /// <summary>The container of that name; null where there is none.</summary>
    public async Task<FoundContainer?> FindAsync(string name, CancellationToken cancellationToken)
    {
        ContainerInspectResponse? response = await engine.FindAsync(
            $"Looking for the container '{name}'", client => client.Containers.InspectContainerAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);
        return response is null ? null : new FoundContainer(response);
    }

    /// <summary>All containers with a label, whether they run or not.</summary>
    public Task<IList<ContainerListResponse>> ListAsync(string label, CancellationToken cancellationToken) => engine.RunAsync(
        "Listing containers",
        client => client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = EngineFilters.Label(label) }, cancellationToken),
        cancellationToken);

    /// <summary>Starts one that is there. Succeeds where it runs.</summary>
    public Task StartAsync(string name, CancellationToken cancellationToken) => engine.RunAsync(
        $"Starting the container '{name}'", client => client.Containers.StartContainerAsync(name, new ContainerStartParameters(), cancellationToken), cancellationToken);

    /// <summary>Halts one that runs, with all its processes, which on a busy machine do not always hold still the first time.</summary>
    public Task PauseAsync(string name, CancellationToken cancellationToken) => PersistAsync(
        EngineErrors.CouldNotFreeze,
        () => engine.RunAsync($"Pausing the container '{name}'", client => client.Containers.PauseContainerAsync(name, cancellationToken), cancellationToken),
        cancellationToken);

    /// <summary>Lets a paused one go on.</summary>
    public Task UnpauseAsync(string name, CancellationToken cancellationToken) => engine.RunAsync(
        $"Unpausing the container '{name}'", client => client.Containers.UnpauseContainerAsync(name, cancellationToken), cancellationToken);

    /// <summary>Asks one to end, and kills it after the grace. Succeeds where it does not run or is not there.</summary>
    public Task StopAsync(string name, CancellationToken cancellationToken) => PersistAsync(
        EngineErrors.SawNoEnd,
        () => engine.FindAsync(
            $"Stopping the container '{name}'",
            async client =>
            {
                uint grace = (uint)Math.Ceiling(engine.Options.StopGrace.TotalSeconds);
                await client.Containers.StopContainerAsync(name, new ContainerStopParameters { WaitBeforeKillSeconds = grace }, cancellationToken).ConfigureAwait(false);
                return name;
            },
            cancellationToken),
        cancellationToken);

    /// <summary>Kills and removes one, with its anonymous volumes. Succeeds where it is not there. Where somebody else removes it, it is asked for again until it is gone: that removal may fail.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                await PersistAsync(EngineErrors.SawNoEnd, () => RemoveOnceAsync(name, cancellationToken), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ProviderException exception) when (EngineErrors.IsBeingRemoved(exception) && timeProvider.GetElapsedTime(started) < OthersRemoval)
            {
                await Task.Delay(AnotherLook, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task RemoveOnceAsync(string name, CancellationToken cancellationToken) => engine.FindAsync(
        $"Removing the container '{name}'",
        async client =>
        {
            await client.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken).ConfigureAwait(false);
            return name;
        },
        cancellationToken);

    /// <summary>Asks again where the engine of a busy machine has given up too early.</summary>
    private async Task PersistAsync(Func<ProviderException, bool> isTooEarly, Func<Task> ask, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await ask().ConfigureAwait(false);
                return;
            }
            catch (ProviderException exception) when (attempt < Tries && isTooEarly(exception))
            {
                await Task.Delay(AnotherLook, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
