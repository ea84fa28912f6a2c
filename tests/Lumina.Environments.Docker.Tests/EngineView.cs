using Docker.DotNet;
using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests;

/// <summary>The engine without the product: a look at what is in it, and what somebody else may do there.</summary>
/// <param name="installation">The installation whose things count.</param>
internal sealed class EngineView(string installation) : IDisposable
{
    private const int MostAttempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] BusyWords = ["did not receive an exit event", "unable to freeze", "is already in progress"];
    private static readonly string[] DoneWords = ["is not running", "is already paused", "No such container"];

    public DockerClient Client { get; } = new DockerClientBuilder().Build();

    /// <summary>All that bears the installation's mark: containers, networks and volumes, by kind and name.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync()
    {
        Dictionary<string, IDictionary<string, bool>> marked = new(StringComparer.Ordinal)
        {
            ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{OwnershipMarks.InstallationMark}={installation}"] = true },
        };
        IList<ContainerListResponse> containers = await Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = marked });
        IList<NetworkResponse> networks = await Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = marked });
        VolumesListResponse volumes = await Client.Volumes.ListAsync(new VolumesListParameters { Filters = marked });
        return [
            .. containers.Select(container => $"container {container.Names[0]} ({container.Status})"),
            .. networks.Select(network => $"network {network.Name}"),
            .. (volumes.Volumes ?? []).Select(volume => $"volume {volume.Name}")];
    }

    /// <summary>Kills a container, as somebody would who uses the engine beside us.</summary>
    public Task KillAsync(string container) => AskAsync(() => Client.Containers.KillContainerAsync(container, new ContainerKillParameters()));

    /// <summary>Pauses a container.</summary>
    public Task PauseAsync(string container) => AskAsync(() => Client.Containers.PauseContainerAsync(container));

    /// <summary>Removes a container, running or not, with its volumes.</summary>
    public Task RemoveAsync(string container) => AskAsync(() => Client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }));

    public void Dispose() => Client.Dispose();

    /// <summary>The engine of a busy machine gives up what would succeed a moment later: it is asked again.</summary>
    private static async Task AskAsync(Func<Task> ask)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await ask();
                return;
            }
            catch (DockerApiException exception) when (attempt < MostAttempts && IsOfBusyEngine(exception))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
            catch (DockerApiException exception) when (attempt > 1 && IsDone(exception))
            {
                return;
            }
        }
    }

    private static bool IsOfBusyEngine(DockerApiException exception) =>
        exception.ResponseBody is { } said && BusyWords.Any(words => said.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>What was given up has been done after all.</summary>
    private static bool IsDone(DockerApiException exception) =>
        exception.ResponseBody is { } said && DoneWords.Any(words => said.Contains(words, StringComparison.OrdinalIgnoreCase));
}
