using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Removes an orphan under its environment's lease, so that nobody makes it or removes it beside us.</summary>
internal sealed class OrphanRemover(
    OrphanJudge judge,
    OwnershipGuard guard,
    SideCalls calls,
    IEnvironmentStore store,
    IProcessInspector processes,
    IOptions<EnvironmentManagerOptions> options,
    TimeProvider timeProvider,
    ILoggerFactory loggers)
{
    public async Task RemoveAsync(ProviderBinding binding, FoundComponent found, TimeSpan grace, CancellationToken cancellationToken)
    {
        EnvironmentId id = found.Marks.EnvironmentId;
        LeaseKeeper lease = new(id, store, processes, options.Value.LeaseDuration, timeProvider);
        await lease.HoldAsync(TimeSpan.Zero, terminating: null, cancellationToken).ConfigureAwait(false);
        try
        {
            // Once more, now that nobody else can change it.
            if (await judge.JudgeHeldAsync(found, grace, cancellationToken).ConfigureAwait(false) is { IsOrphan: false, Reason: { } reason })
            {
                throw new ProviderException($"it is no orphan any more: {reason}");
            }

            await calls.RunAsync(binding.Provider, spec: null, token => guard.DestroyAsync(binding.Provider, Context(found, lease.FencingToken), token), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await lease.LetGoAsync().ConfigureAwait(false);
        }

        if (await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is null)
        {
            await store.DeleteAsync(id, cancellationToken).ConfigureAwait(false); // the lease has left its token there
        }
    }

    public Task RemoveAsync(IHostResourceProvider platform, HostResource resource, CancellationToken cancellationToken) =>
        calls.RunAsync(platform, token => platform.RemoveAsync(resource, token).AsTask(), cancellationToken);

    private ComponentContext Context(FoundComponent found, long fencingToken) => new()
    {
        EnvironmentId = found.Marks.EnvironmentId,
        EnvironmentName = found.Marks.EnvironmentId.Value,
        Component = found.Component ?? found.Marks.Component,
        ExternalName = found.ExternalName,
        Marks = found.Marks,
        Location = found.Location,
        FencingToken = fencingToken,
        Logger = loggers.CreateLogger<OrphanRemover>(),
    };
}
