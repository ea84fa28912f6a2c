using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Finds and removes orphans: what bears our marks, whose expiry or holder has passed, and that nothing in this store owns.</summary>
internal sealed partial class OrphanSweeper(
    ProviderRegistry providers,
    IEnumerable<IHostResourceProvider> platforms,
    OrphanJudge judge,
    OrphanRemover remover,
    SideCalls calls,
    IOptions<EnvironmentManagerOptions> manager,
    ILogger<OrphanSweeper> logger)
{
    /// <summary>Sweeps once. What cannot be listed or removed does not keep the rest.</summary>
    /// <param name="options">How.</param>
    /// <param name="owner">The owner whose marks count; null for every owner's, and for host resources too.</param>
    /// <param name="cancellationToken">Ends the sweep.</param>
    public async Task<SweepReport> SweepAsync(SweepOptions options, string? owner, CancellationToken cancellationToken)
    {
        ListScope scope = new() { Installation = options.AllInstallations ? null : manager.Value.Installation };
        List<SweptItem> items = [];
        HashSet<(string, string, ComponentLocation)> seen = [];
        HashSet<string> outOfReach = await CheckPlatformsAsync(items, cancellationToken).ConfigureAwait(false);
        foreach (IGrouping<string, ProviderBinding> bindings in providers.All.Where(binding => binding.Provider is not IPlatformProvider shared || !outOfReach.Contains(shared.Platform)).GroupBy(binding => binding.Name, StringComparer.Ordinal))
        {
            await SweepAsync(bindings, scope, options, owner, seen, items, cancellationToken).ConfigureAwait(false);
        }

        foreach (IHostResourceProvider platform in owner is null ? platforms.Where(platform => !outOfReach.Contains(platform.Name)) : [])
        {
            await TryAsync(items, platform.Name, async () =>
            {
                // One after the other: what is only an orphan once another is gone is listed after that.
                await foreach (HostResource resource in platform.ListOrphansAsync(cancellationToken).ConfigureAwait(false))
                {
                    items.Add(await SweepAsync(platform, resource, options, cancellationToken).ConfigureAwait(false));
                }
            }, cancellationToken).ConfigureAwait(false);
        }

        // What goes with its holder is no component any more that was kept.
        HashSet<string> gone = [.. items.Where(item => item.Marks is null && item.Outcome is SweepOutcome.Removed or SweepOutcome.WouldBeRemoved).Select(item => item.Name)];
        items.RemoveAll(item => item.Marks is not null && item.Outcome == SweepOutcome.Kept && gone.Contains(item.Name));
        return new SweepReport(items);
    }

    private static ValueTask<List<FoundComponent>> ListAsync(IComponentProvider provider, ListScope scope, CancellationToken cancellationToken) =>
        provider.ListAsync(scope, cancellationToken)?.ToListAsync(cancellationToken) ?? throw new ProviderException($"provider '{provider.Name}' returned null when it was asked what is there, which is a defect of it");

    // All of one name is listed before anything of it is removed: what goes together with something else is told as well.
    private async Task SweepAsync(
        IEnumerable<ProviderBinding> bindings, ListScope scope, SweepOptions options, string? owner, HashSet<(string, string, ComponentLocation)> seen, List<SweptItem> items, CancellationToken cancellationToken)
    {
        List<(ProviderBinding Binding, FoundComponent Found)> found = [];
        foreach (ProviderBinding binding in bindings)
        {
            await TryAsync(items, binding.Name, async () =>
            {
                foreach (FoundComponent each in await calls.RunAsync(binding.Provider, spec: null, token => ListAsync(binding.Provider, scope, token), cancellationToken).ConfigureAwait(false))
                {
                    // Only what is within the scope, whatever a provider lists.
                    if (scope.Covers(each.Marks) && (owner is null || owner == each.Marks.Owner) && seen.Add((binding.Name, each.ExternalName, each.Location)))
                    {
                        found.Add((binding, each));
                    }
                }
            }, cancellationToken).ConfigureAwait(false);
        }

        foreach ((ProviderBinding binding, FoundComponent each) in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            items.Add(await SweepAsync(binding, each, options, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Asks each platform once: its providers would all wait for the same answer.</summary>
    /// <returns>The names of those of which nothing can be known.</returns>
    private async Task<HashSet<string>> CheckPlatformsAsync(List<SweptItem> items, CancellationToken cancellationToken)
    {
        HashSet<string> outOfReach = new(StringComparer.Ordinal);
        foreach (IPlatformProvider platform in providers.All.Select(binding => binding.Provider).OfType<IPlatformProvider>().DistinctBy(each => each.Platform, StringComparer.Ordinal))
        {
            await TryAsync(items, platform.Platform, async () =>
            {
                if (await platform.CheckPlatformAsync(cancellationToken).ConfigureAwait(false) is { } fault)
                {
                    outOfReach.Add(platform.Platform);
                    throw new ProviderException($"{fault.Problem} {fault.Fix}");
                }
            }, cancellationToken).ConfigureAwait(false);
        }

        return outOfReach;
    }

    private async Task<SweptItem> SweepAsync(ProviderBinding binding, FoundComponent found, SweepOptions options, CancellationToken cancellationToken)
    {
        SweptItem item = new(binding.Name, found.Component?.ToString() ?? "component", found.ExternalName, SweepOutcome.Kept, "") { Marks = found.Marks };
        bool isOrphan;
        try
        {
            (isOrphan, string reason) = await judge.JudgeAsync(found, options.Grace, cancellationToken).ConfigureAwait(false);
            item = item with { Reason = reason };
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            LogNotJudged(logger, exception, item.Type, item.Name, item.Provider);
            return item with { Outcome = SweepOutcome.Failed, Reason = $"whether it has an owner could not be read from the store, so it is kept: {exception.Message}" };
        }

        return isOrphan ? await RemoveAsync(item, options, () => remover.RemoveAsync(binding, found, options.Grace, cancellationToken), cancellationToken).ConfigureAwait(false) : item;
    }

    private async Task<SweptItem> SweepAsync(IHostResourceProvider platform, HostResource resource, SweepOptions options, CancellationToken cancellationToken)
    {
        SweptItem item = new(platform.Name, resource.Type, resource.Name, SweepOutcome.Kept, $"its holder, {resource.Holder}, is gone");
        return await RemoveAsync(item, options, () => remover.RemoveAsync(platform, resource, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<SweptItem> RemoveAsync(SweptItem item, SweepOptions options, Func<Task> remove, CancellationToken cancellationToken)
    {
        if (options.DryRun)
        {
            return item with { Outcome = SweepOutcome.WouldBeRemoved };
        }

        try
        {
            await remove().ConfigureAwait(false);
            LogRemoved(logger, item.Type, item.Name, item.Provider, item.Reason);
            return item with { Outcome = SweepOutcome.Removed };
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            LogNotRemoved(logger, exception, item.Type, item.Name, item.Provider);
            return item with { Outcome = SweepOutcome.Failed, Reason = $"{item.Reason}; it could not be removed: {exception.Message}" };
        }
    }

    private async Task TryAsync(List<SweptItem> items, string platform, Func<Task> sweep, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await sweep().ConfigureAwait(false);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            LogNotListed(logger, exception, platform);
            SweptItem item = new(platform, "platform", platform, SweepOutcome.Failed, $"what is there could not be listed: {exception.Message}");
            if (!items.Contains(item))
            {
                items.Add(item);
            }
        }
    }

    // What failed in the moment in which the sweep was cancelled failed all the same.
    private static bool IsCancelled(Exception exception, CancellationToken cancellationToken) => exception is OperationCanceledException && cancellationToken.IsCancellationRequested;

    [LoggerMessage(EventId = 500, Level = LogLevel.Information, Message = "Orphan {Type} '{Name}' of {Provider} was removed: {Reason}")]
    private static partial void LogRemoved(ILogger logger, string type, string name, string provider, string reason);

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "Orphan {Type} '{Name}' of {Provider} could not be removed")]
    private static partial void LogNotRemoved(ILogger logger, Exception exception, string type, string name, string provider);

    [LoggerMessage(EventId = 503, Level = LogLevel.Warning, Message = "Of {Type} '{Name}' of {Provider} it could not be read whether it has an owner")]
    private static partial void LogNotJudged(ILogger logger, Exception exception, string type, string name, string provider);

    [LoggerMessage(EventId = 502, Level = LogLevel.Warning, Message = "Orphans of {Platform} could not be listed")]
    private static partial void LogNotListed(ILogger logger, Exception exception, string platform);
}
