using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Processes;

/// <summary>Removes what hosts left that died together with their guardians: their lock is nobody's.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class HostSweeper(ISignals signals, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <summary>A host that has made its directory takes its lock within moments; only later is a missing lock a sign of death.</summary>
    private static readonly TimeSpan TimeToTakeTheLock = TimeSpan.FromMinutes(1);

    /// <summary>Returns the roots that were removed.</summary>
    public async Task<IReadOnlyList<string>> SweepAsync(string baseDirectory, CancellationToken cancellationToken)
    {
        List<string> removed = [];
        if (!Directory.Exists(baseDirectory))
        {
            return removed;
        }

        foreach (string root in Directory.GetDirectories(baseDirectory, HostRoot.DirectoryPrefix + "*"))
        {
            // Another user's directory is not ours to judge, and what its table says is not ours to do.
            if (HostRoot.Token(root) is null || LinuxInterop.DirectoryOwner(root) != LinuxInterop.EffectiveUserId() || !IsOldEnough(root))
            {
                continue;
            }

            try
            {
                await SweepRootAsync(root, removed, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Its guardian is at work on it, or another sweeper.
                LogPassedOver(root, exception);
            }
        }

        return removed;
    }

    private async Task SweepRootAsync(string root, List<string> removed, CancellationToken cancellationToken)
    {
        using HostLock? held = HostLock.TryTake(HostRoot.Lock(root));
        if (held is null)
        {
            return;
        }

        IReadOnlyList<string> left = await new Reaper(signals, time).ReapAsync(root, Bound, cancellationToken).ConfigureAwait(false);
        if (left.Count == 0)
        {
            removed.Add(root);
            LogSwept(root);
        }
        else
        {
            LogLeft(root, string.Join(", ", left));
        }
    }

    private bool IsOldEnough(string root)
        => File.Exists(HostRoot.Table(root)) || time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(root) > TimeToTakeTheLock;

    [LoggerMessage(1, LogLevel.Information, "Removed what a dead host left in {Root}.")]
    private partial void LogSwept(string root);

    [LoggerMessage(2, LogLevel.Warning, "Of what a dead host left in {Root}, this could not be removed: {Left}.")]
    private partial void LogLeft(string root, string left);

    [LoggerMessage(3, LogLevel.Debug, "Passed over {Root}.")]
    private partial void LogPassedOver(string root, Exception exception);
}
