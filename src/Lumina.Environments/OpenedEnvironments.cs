using System.Collections.Concurrent;

namespace Lumina.Environments;

/// <summary>The environments that were opened through a manager and are not terminated yet.</summary>
internal sealed class OpenedEnvironments
{
    private readonly ConcurrentDictionary<EnvironmentId, bool> _ids = new();
    private volatile bool _isClosed;

    /// <summary>From now on the manager takes no call any more.</summary>
    public void Close() => _isClosed = true;

    /// <exception cref="ObjectDisposedException">The manager was disposed.</exception>
    public void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_isClosed, typeof(EnvironmentManager));

    public void Add(EnvironmentId id) => _ids.TryAdd(id, true);

    public void Remove(EnvironmentId id) => _ids.TryRemove(id, out _);

    public async Task TerminateAllAsync(IEnvironmentManager manager)
    {
        List<EnvironmentException> failures = [];
        await Task.WhenAll(_ids.Keys.Order().Select(async id =>
        {
            try
            {
                await manager.TerminateAsync(id, CancellationToken.None).ConfigureAwait(false);
            }
            catch (EnvironmentException exception)
            {
                lock (failures)
                {
                    failures.Add(exception);
                }
            }
        })).ConfigureAwait(false);
        if (failures.Count > 0)
        {
            throw new EnvironmentException($"Of the environments that were opened, {failures.Count} could not be terminated:\n{string.Join('\n', failures.Select(failure => failure.Message))}")
            {
                Left = [.. failures.SelectMany(failure => failure.Left)],
            };
        }
    }
}
