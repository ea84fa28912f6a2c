using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local;

/// <summary>What dead processes left on this machine and no guardian takes care of: their directories with the servers in them, and entries whose making was cut short.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LocalHostResources(LocalHost host, ILogger<LocalHostResources> logger) : IHostResourceProvider
{
    private const string Root = "directory";
    private const string Unfinished = "unfinished";

    private readonly HostSweeper _sweeper = new(new PidfdSignals(), host.Time, logger);

    public string Name => "local";

    public async IAsyncEnumerable<HostResource> ListOrphansAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string root in await Task.Run(() => _sweeper.FindOrphans(host.BaseDirectory), cancellationToken).ConfigureAwait(false))
        {
            yield return new HostResource(Name, Root, root, HostSweeper.DescribeHost(root));
        }

        foreach (string name in host.Registry.ListUnfinished())
        {
            yield return new HostResource(Name, Unfinished, name, "a process that was killed while it made or deleted it");
        }

        if (host.Registry.ListDamaged() is { Count: > 0 } damaged)
        {
            throw new ProviderException($"whose these are cannot be told, since {KeptEntry.OwnerFile} in them is damaged: {string.Join(", ", damaged.Select(entry => $"'{entry.Directory}'"))}. Terminate the environments that they are of, or end what runs of them and delete them.");
        }
    }

    public async ValueTask RemoveAsync(HostResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (resource.Platform != Name)
        {
            throw new ProviderException($"The {resource.Type} '{resource.Name}' is {resource.Platform}'s and not this machine's.");
        }

        switch (resource.Type)
        {
            case Root:
                IReadOnlyList<string> left = await _sweeper.RemoveAsync(host.BaseDirectory, resource.Name, cancellationToken).ConfigureAwait(false);
                if (left.Count > 0)
                {
                    throw new ProviderException($"Of '{resource.Name}' there is still: {string.Join(", ", left)}.") { IsTransient = true };
                }

                break;
            case Unfinished:
                // Whoever takes the lock clears what has no name yet.
                using (await host.Registry.LockAsync(resource.Name, cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

            default:
                throw new ProviderException($"'{resource.Type}' is no type of host resource of this machine.");
        }
    }
}
