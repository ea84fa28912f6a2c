using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Bounds how many steps a provider carries out at once in this process.</summary>
internal sealed class ProviderLimits(IOptions<EnvironmentManagerOptions> options)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _permits = new(StringComparer.Ordinal);

    /// <summary>A permit, which is returned by disposing it; null where the wait was cancelled.</summary>
    public async ValueTask<Permit?> TryEnterAsync(string provider, CancellationToken cancellationToken)
    {
        SemaphoreSlim permits = _permits.GetOrAdd(provider, static (name, settings) => new SemaphoreSlim(Bound(name, settings)), options.Value);
        try
        {
            await permits.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Permit(permits);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static int Bound(string provider, EnvironmentManagerOptions settings) =>
        settings.MaximumParallelStepsByProvider.TryGetValue(provider, out int bound) ? bound : settings.MaximumParallelSteps;

    internal readonly struct Permit(SemaphoreSlim permits) : IDisposable
    {
        public void Dispose() => permits.Release();
    }
}
