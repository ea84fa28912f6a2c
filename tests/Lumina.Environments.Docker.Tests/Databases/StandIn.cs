using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Lumina.Environments.Docker.Tests.Databases;

/// <summary>An image that stands in for one that cannot be had here: a shell that does what a test says, whatever arguments it is given.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly DockerClient _engine = new DockerClientBuilder().Build();

    public string Name { get; } = $"lumina-test/stand-in:{Guid.CreateVersion7():N}";

    public static async Task<StandIn> MakeAsync(string script)
    {
        StandIn image = new();
        CreateContainerResponse container = await image._engine.Containers.CreateContainerAsync(new CreateContainerParameters { Image = DockerLab.BusyBox });
        await image._engine.Images.CommitContainerChangesAsync(new CommitContainerChangesParameters
        {
            ContainerID = container.ID,
            RepositoryName = image.Name.Split(':')[0],
            Tag = image.Name.Split(':')[1],
            Changes = [$"ENTRYPOINT {JsonSerializer.Serialize<string[]>(["sh", "-c", $"trap 'exit 0' TERM; {script}"])}"],
        });
        await image._engine.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters());
        return image;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.Images.DeleteImageAsync(Name, new ImageDeleteParameters { Force = true });
        _engine.Dispose();
    }
}
