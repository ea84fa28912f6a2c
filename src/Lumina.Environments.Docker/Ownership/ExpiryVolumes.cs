using System.Globalization;
using Docker.DotNet.Models;

namespace Lumina.Environments.Docker;

/// <summary>
/// Says anew when something expires. Labels cannot be changed once a container, a network or a volume is there: so an empty volume
/// beside it bears the later expiry, and who reads marks reads both.
/// </summary>
internal sealed class ExpiryVolumes(EngineVolumes volumes, DockerMarks marks)
{
    private const string Prefix = "lumina-expiry-";

    /// <summary>Sets the marks of what bears older ones in its labels.</summary>
    /// <param name="name">The name of what they are for.</param>
    /// <param name="current">The marks.</param>
    /// <param name="provider">Whose it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task SetAsync(string name, OwnershipMarks current, string provider, CancellationToken cancellationToken) =>
        SetAsync(name, current.ExpiresAt, marks.For(current, provider, ContainerLabels.ExpiryRole), cancellationToken);

    /// <summary>Says until when at least a server is needed that environments share, and whose labels could not say so.</summary>
    /// <param name="name">The name of its container.</param>
    /// <param name="installation">The installation.</param>
    /// <param name="provider">Whose it is.</param>
    /// <param name="expiresAt">Until when; null for ever.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task SetForServerAsync(string name, string installation, string provider, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        SetAsync(name, expiresAt, marks.ForServerExpiry(installation, provider, expiresAt), cancellationToken);

    /// <summary>Removes what was set for something. Succeeds where nothing was.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) => RemoveAsync(found => IsFor(found, name), cancellationToken);

    /// <summary>What was set of environments.</summary>
    public async Task<LaterExpiries> ReadAsync(CancellationToken cancellationToken) =>
        new((await ListAsync(cancellationToken).ConfigureAwait(false)).Select(Read).OfType<ExpiryNote>());

    /// <summary>When shared servers may be swept, by the names of their containers; null for never.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset?>> ReadServersAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, DateTimeOffset?> read = new(StringComparer.Ordinal);
        foreach (VolumeResponse volume in (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(volume => ContainerLabels.ReadMarks(volume.Labels) is null))
        {
            if (volume.Labels.TryGetValue(ContainerLabels.For, out string? name))
            {
                DateTimeOffset? expiresAt = ContainerLabels.ReadExpiry(volume.Labels);
                read[name] = !read.TryGetValue(name, out DateTimeOffset? other) || expiresAt is null || expiresAt > other ? expiresAt : other;
            }
        }

        return read;
    }

    private async Task SetAsync(string name, DateTimeOffset? expiresAt, Dictionary<string, string> labels, CancellationToken cancellationToken)
    {
        string volume = Prefix + name + "-" + (expiresAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "never");
        labels[ContainerLabels.For] = name;
        await volumes.CreateAsync(volume, labels, cancellationToken).ConfigureAwait(false);
        await RemoveAsync(found => found.Name != volume && IsFor(found, name), cancellationToken).ConfigureAwait(false);
    }

    private static ExpiryNote? Read(VolumeResponse volume) =>
        volume.Labels.TryGetValue(ContainerLabels.For, out string? name) && ContainerLabels.ReadMarks(volume.Labels) is { } marks
            ? new ExpiryNote(name, volume.Labels.TryGetValue(ContainerLabels.Provider, out string? provider) ? provider : null, marks, EngineVolumes.CreationOf(volume))
            : null;

    private static bool IsFor(VolumeResponse volume, string name) => volume.Labels.TryGetValue(ContainerLabels.For, out string? other) && other == name;

    private async Task RemoveAsync(Func<VolumeResponse, bool> which, CancellationToken cancellationToken)
    {
        foreach (VolumeResponse volume in (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(which))
        {
            await volumes.RemoveAsync(volume.Name, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<IList<VolumeResponse>> ListAsync(CancellationToken cancellationToken) =>
        volumes.ListAsync($"{ContainerLabels.Role}={ContainerLabels.ExpiryRole}", cancellationToken);
}
