using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Processes;

/// <summary>Removes what hosts left that died together with their guardians: their lock is nobody's.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class HostSweeper(ISignals signals, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>A host that has made its directory takes its lock within moments; only later is a missing lock a sign of death.</summary>
    private static readonly TimeSpan TimeToTakeTheLock = TimeSpan.FromMinutes(1);

    private const UnixFileMode OthersLook = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Returns the roots that were removed.</summary>
    public async Task<IReadOnlyList<string>> SweepAsync(string baseDirectory, CancellationToken cancellationToken)
    {
        List<string> removed = [];
        foreach (string root in FindRoots(baseDirectory))
        {
            if (await TryRemoveAsync(root, cancellationToken).ConfigureAwait(false) is { Count: 0 })
            {
                removed.Add(root);
            }
        }

        return removed;
    }

    /// <summary>The roots of dead hosts whose guardians are dead, too.</summary>
    public IReadOnlyList<string> FindOrphans(string baseDirectory)
    {
        string[] dead = [.. FindRoots(baseDirectory).Where(IsUnlocked)];
        HashSet<string> guarded = dead.Length == 0 ? [] : FindGuarded();
        return [.. dead.Where(root => !guarded.Contains(HostRoot.Token(root)!))];
    }

    /// <summary>Removes one that was found. Does nothing where it is gone, or has a host. Returns what is left.</summary>
    public async Task<IReadOnlyList<string>> RemoveAsync(string baseDirectory, string root, CancellationToken cancellationToken) =>
        FindRoots(baseDirectory).Contains(root, StringComparer.Ordinal) ? await TryReapAsync(root, cancellationToken).ConfigureAwait(false) ?? [] : [];

    /// <summary>Removes what a process that is gone has left, or waits while its guardian does. Does nothing where it lives. Returns what is left.</summary>
    public async Task<IReadOnlyList<string>> RemoveOfAsync(string baseDirectory, ProcessIdentity process, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        List<string> roots = ProcessEntry.Lives(process) ? [] : FindRootsOf(baseDirectory, process);
        while (roots.Exists(Directory.Exists))
        {
            List<string> left = [];
            foreach (string root in roots.Where(Directory.Exists))
            {
                left.AddRange(await TryRemoveAsync(root, cancellationToken).ConfigureAwait(false) ?? []);
            }

            if (time.GetElapsedTime(started) > Bound)
            {
                return left.Count > 0 ? left : roots;
            }

            await Task.Delay(PauseBetweenLooks, time, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    /// <summary>Who held a root, in words.</summary>
    public static string DescribeHost(string root) => ReadHost(root) is { } host
        ? $"process {host.Identity.Pid}, which has ended"
        : "a process that ended before it wrote down which";

    private static GuardTable.HostLine? ReadHost(string root)
    {
        using StreamReader? table = GuardTable.TryOpen(root);
        return GuardTable.Parse(root, HostRoot.Token(root) ?? "", table?.ReadToEnd().Split('\n') ?? []).Host;
    }

    private List<string> FindRootsOf(string baseDirectory, ProcessIdentity process)
    {
        string boot = MachineBoot.ReadId();
        return [.. FindRoots(baseDirectory).Where(root => ReadHost(root) is { } host && host.Identity == process && host.BootId == boot)];
    }

    /// <summary>The tokens of hosts that have a guardian.</summary>
    private static HashSet<string> FindGuarded() =>
    [
        .. ProcessScan.Take(since: 0).SelectMany(entry => entry.Marks)
            .Where(mark => mark.StartsWith(ProcessMarks.Guardian + "=", StringComparison.Ordinal))
            .Select(mark => mark[(ProcessMarks.Guardian.Length + 1)..]),
    ];

    // Another user's directory is not ours to judge, and what its table says is not ours to do.
    private IEnumerable<string> FindRoots(string baseDirectory) => Directory.Exists(baseDirectory)
        ? Directory.GetDirectories(baseDirectory, HostRoot.DirectoryPrefix + "*")
            .Where(root => HostRoot.Token(root) is not null && LinuxInterop.DirectoryOwner(root)?.User == LinuxInterop.EffectiveUserId() && IsHosts(root) && IsOldEnough(root))
        : [];

    // A name alone says nothing: into a host's root nobody else may look, and its first entry is an empty lock.
    private static bool IsHosts(string root)
    {
        try
        {
            FileInfo held = new(HostRoot.Lock(root));
            return (File.GetUnixFileMode(root) & OthersLook) == UnixFileMode.None && (held is { Exists: true, Length: 0, LinkTarget: null } || !Directory.EnumerateFileSystemEntries(root).Any());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just been removed.
            return false;
        }
    }

    private static bool IsUnlocked(string root)
    {
        try
        {
            using HostLock? held = HostLock.TryTake(HostRoot.Lock(root));
            return held is not null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just been removed.
            return false;
        }
    }

    /// <summary>Returns what is left; null where the root has a host, or somebody else is at work on it.</summary>
    private async Task<IReadOnlyList<string>?> TryRemoveAsync(string root, CancellationToken cancellationToken)
    {
        try
        {
            return await TryReapAsync(root, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its guardian, or another sweeper.
            LogPassedOver(root, exception);
            return null;
        }
    }

    /// <summary>Returns what is left; null where the root has a host.</summary>
    private async Task<IReadOnlyList<string>?> TryReapAsync(string root, CancellationToken cancellationToken)
    {
        // What cleans up temporary directories takes files that are old, and a new lock would be nobody's: then its guardian alone tells that its host lives.
        if (!File.Exists(HostRoot.Table(root)) && FindGuarded().Contains(HostRoot.Token(root)!))
        {
            return null;
        }

        using HostLock? held = HostLock.TryTake(HostRoot.Lock(root));
        if (held is null)
        {
            return null;
        }

        IReadOnlyList<string> left = await new Reaper(signals, time).ReapAsync(root, Bound, cancellationToken).ConfigureAwait(false);
        if (left.Count == 0)
        {
            LogSwept(root);
        }
        else
        {
            LogLeft(root, string.Join(", ", left));
        }

        return left;
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
