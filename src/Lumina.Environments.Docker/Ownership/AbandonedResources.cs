using Lumina.Environments.Providers;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Docker;

/// <summary>Removes what dead processes of this machine have left in the engine, once, beside the first thing that this process makes there: nobody has to ask for a sweep.</summary>
internal sealed partial class AbandonedResources(DockerHostResources resources, ILogger<AbandonedResources> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private Task? _removal;

    /// <summary>Begins, where it has not begun. What cannot be removed is logged and stays for the next sweep.</summary>
    public void BeginRemoval()
    {
        lock (_lock)
        {
            _removal ??= Task.Run(() => RemoveAsync(_ending.Token), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await (_removal ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (HostResource resource in resources.ListOrphansAsync(cancellationToken).ConfigureAwait(false))
            {
                await RemoveAsync(resource, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ProviderException exception)
        {
            LogNotListed(exception);
        }
        catch (OperationCanceledException)
        {
            // The next process goes on with it.
        }
    }

    private async Task RemoveAsync(HostResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await resources.RemoveAsync(resource, cancellationToken).ConfigureAwait(false);
            LogRemoved(resource.Type, resource.Name, resource.Holder);
        }
        catch (ProviderException exception)
        {
            LogNotRemoved(exception, resource.Type, resource.Name);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The {Type} '{Name}' was removed: its holder, {Holder}, is gone")]
    private partial void LogRemoved(string type, string name, string holder);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The {Type} '{Name}' of a dead process could not be removed; a sweep tries again")]
    private partial void LogNotRemoved(Exception exception, string type, string name);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "What dead processes have left in the engine could not be listed; a sweep tries again")]
    private partial void LogNotListed(Exception exception);
}
