using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Docker;

/// <summary>Lists the components that are in the engine, by the labels of what is theirs.</summary>
internal sealed class ContainerListing(DockerEngine engine, EngineContainers containers, ComponentVolumes volumes, ExpiryVolumes expiry)
{
    /// <summary>Lists the components of one provider by their labels.</summary>
    public async IAsyncEnumerable<FoundComponent> ListAsync(string provider, ListScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LaterExpiries later = await expiry.ReadAsync(cancellationToken).ConfigureAwait(false);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ContainerListResponse container in await containers.ListAsync($"{ContainerLabels.Provider}={provider}", cancellationToken).ConfigureAwait(false))
        {
            if (ContainerLabels.ReadMarks(container.Labels) is { } marks && container.Labels[ContainerLabels.Role] == ContainerLabels.ComponentRole)
            {
                string name = ExternalName.For(marks.EnvironmentId, marks.Component);
                OwnershipMarks current = later.Of(marks);
                if (scope.Covers(current) && seen.Add(name))
                {
                    yield return new FoundComponent(marks.Component, name, current, engine.Location) { CreatedAt = new DateTimeOffset(container.Created.ToUniversalTime()) };
                }
            }
        }

        // Volumes are there before their container, and after one that somebody has removed.
        foreach (VolumeResponse volume in await volumes.ListAsync(provider, cancellationToken).ConfigureAwait(false))
        {
            if (ContainerLabels.ReadMarks(volume.Labels) is { } marks
                && ExternalName.For(marks.EnvironmentId, marks.Component) is var name
                && later.Of(marks) is var current
                && scope.Covers(current)
                && seen.Add(name))
            {
                yield return new FoundComponent(marks.Component, name, current, engine.Location) { CreatedAt = EngineVolumes.CreationOf(volume) };
            }
        }

        // A removal may have been cut short between the last container and what says when it expires.
        foreach (ExpiryNote note in later.Of(provider))
        {
            if (later.Of(note.Marks) is var current && scope.Covers(current) && seen.Add(note.For))
            {
                yield return new FoundComponent(current.Component, note.For, current, engine.Location) { CreatedAt = note.CreatedAt };
            }
        }
    }
}
