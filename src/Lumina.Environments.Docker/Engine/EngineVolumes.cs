using System.Globalization;
using Docker.DotNet.Models;

namespace Lumina.Environments.Docker;

/// <summary>The volumes of the engine, by name.</summary>
internal sealed class EngineVolumes(DockerEngine engine)
{
    /// <summary>When one was made; null where the engine does not tell.</summary>
    public static DateTimeOffset? CreationOf(VolumeResponse volume) => volume.CreatedAt is { } made ? DateTimeOffset.Parse(made, CultureInfo.InvariantCulture) : null;

    /// <summary>The volume of that name; null where there is none.</summary>
    public Task<VolumeResponse?> FindAsync(string name, CancellationToken cancellationToken) => engine.FindAsync(
        $"Looking for the volume '{name}'", client => client.Volumes.InspectAsync(name, cancellationToken), cancellationToken);

    /// <summary>All volumes with a label.</summary>
    public async Task<IList<VolumeResponse>> ListAsync(string label, CancellationToken cancellationToken)
    {
        VolumesListParameters labelled = new() { Filters = EngineFilters.Label(label) };
        VolumesListResponse found = await engine.RunAsync("Listing volumes", client => client.Volumes.ListAsync(labelled, cancellationToken), cancellationToken).ConfigureAwait(false);
        return found.Volumes ?? [];
    }

    /// <summary>Makes an empty one. Succeeds where it is there.</summary>
    public Task CreateAsync(string name, IDictionary<string, string> labels, CancellationToken cancellationToken) => engine.RunAsync(
        $"Making the volume '{name}'",

        // Not to be cancelled: the engine would make it all the same, after whoever cleans up has looked for it.
        client => client.Volumes.CreateAsync(new VolumesCreateParameters { Name = name, Labels = labels }, CancellationToken.None),
        cancellationToken);

    /// <summary>Removes one. Succeeds where it is not there.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => engine.FindAsync(
        $"Removing the volume '{name}'",
        async client =>
        {
            await client.Volumes.RemoveAsync(name, force: true, cancellationToken).ConfigureAwait(false);
            return name;
        },
        cancellationToken);
}
