using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>
/// Ends everything that a host started and deletes its directories. It runs in the guardian after the host's end,
/// in a later run that finds what a dead host and guardian left, and in the host itself when it closes.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Reaper(ISignals signals, TimeProvider time)
{
    private static readonly TimeSpan PauseBetweenScans = TimeSpan.FromMilliseconds(5);
    private const int MostLooksAgain = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PostmasterGrace = TimeSpan.FromSeconds(2);

    /// <summary>Who has lost its table is still known by its mark.</summary>
    private static readonly GuardTable.HostLine Unknown = new(default, Session: -1, BootId: "");

    /// <summary>Once a match, always a match: killing a parent loses the trace to its children.</summary>
    private readonly HashSet<ProcessIdentity> _seen = [];
    private readonly PostgresRemains _postgres = new(signals);

    public async Task<IReadOnlyList<string>> ReapAsync(string root, TimeSpan bound, CancellationToken cancellationToken)
    {
        using StreamReader? file = GuardTable.TryOpen(root);
        return await ReapAsync(root, file, bound, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns what could not be removed; empty when nothing is left.</summary>
    public async Task<IReadOnlyList<string>> ReapAsync(string root, StreamReader? file, TimeSpan bound, CancellationToken cancellationToken)
    {
        return await ReapAsync(GuardTable.Read(root, file, MachineBoot.ReadId()), bound, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns what could not be removed; empty when nothing is left.</summary>
    public async Task<IReadOnlyList<string>> ReapAsync(GuardTable table, TimeSpan bound, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        List<string> left = [.. await EndAsync(table, bound, cancellationToken).ConfigureAwait(false)];
        foreach (string directory in table.Directories.Where(IsOurs))
        {
            await DeleteAsync(directory, started, bound, left, cancellationToken).ConfigureAwait(false);
        }

        return left;
    }

    /// <summary>Ends the processes and leaves the directories. Returns what lives on.</summary>
    public async Task<IReadOnlyList<string>> EndAsync(GuardTable table, TimeSpan bound, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> left = await KillAllAsync(table, table.Host ?? Unknown, time.GetTimestamp(), bound, cancellationToken).ConfigureAwait(false);
        _postgres.NotePidFiles(table.Directories);
        _postgres.Remove();
        return left;
    }

    private async Task<IReadOnlyList<string>> KillAllAsync(
        GuardTable table, GuardTable.HostLine host, long started, TimeSpan bound, CancellationToken cancellationToken)
    {
        TimeSpan pause = PauseBetweenScans;
        int emptyScans = 0;
        int looksAgain = MostLooksAgain;
        bool first = true;

        // Two scans, since a process that is just forking can be missed by one.
        while (emptyScans < 2)
        {
            List<ProcessEntry> entries = ProcessScan.Take(host.Identity.StartTime);
            List<ProcessEntry> matches = Match(table, host, entries);
            if (_postgres.Note(matches) && looksAgain-- > 0)
            {
                continue;
            }

            emptyScans = matches.Count == 0 ? emptyScans + 1 : 0;
            if (matches.Count > 0 && time.GetElapsedTime(started) > bound)
            {
                return [.. matches.Select(match => $"process {match.Identity.Pid} ({match.Name})")];
            }

            if (first && matches.Count > 0)
            {
                await QuitPostmastersAsync(matches, cancellationToken).ConfigureAwait(false);
                first = false;
            }
            else
            {
                foreach (ProcessEntry match in matches)
                {
                    signals.Send(match.Identity, ProcessSignal.Kill);
                }
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = matches.Count == 0 || pause >= LongestPause ? pause : pause * 1.5;
        }

        return [];
    }

    internal List<ProcessEntry> Match(GuardTable table, GuardTable.HostLine host, IReadOnlyList<ProcessEntry> entries)
    {
        string mark = ProcessMarks.Host(table.Token);
        HashSet<ProcessIdentity> kept = ProcessFamily.Close(entries, entry => table.Kept.Contains(entry.Identity), IsOutsideHostsSession);
        HashSet<ProcessIdentity> family = ProcessFamily.Close(
            entries, entry => IsKnown(entry) || IsInside(entry), entry => IsKnown(entry) && IsOutsideHostsSession(entry));
        List<ProcessEntry> matches = [.. entries.Where(entry => family.Contains(entry.Identity) && !IsSpared(entry))];
        _seen.UnionWith(matches.Select(match => match.Identity));
        return matches;

        bool IsKnown(ProcessEntry entry) => !IsSpared(entry)
            && (table.Processes.Contains(entry.Identity)
                || _seen.Contains(entry.Identity)
                || ProcessMarks.HasVariable(entry.Marks, mark));

        // A person's shell may stand in our directory too. It has a terminal; what we start has none.
        bool IsInside(ProcessEntry entry) => !entry.HasTerminal && !IsSpared(entry)
            && table.Directories.Exists(directory => IsBelow(entry.WorkingDirectory, directory));

        bool IsOutsideHostsSession(ProcessEntry entry) => entry.Session != host.Session && entry.Session != 0;

        // What is older than the host was never started by it, whatever it looks like: a shell whose user looks into the directory.
        bool IsSpared(ProcessEntry entry) => entry.Identity.Pid == Environment.ProcessId
            || entry.Identity == host.Identity
            || entry.Identity.StartTime < host.Identity.StartTime
            || kept.Contains(entry.Identity)
            || ProcessMarks.AreGuardians(entry.Marks);
    }

    /// <summary>
    /// A PostgreSQL server that is killed leaves shared memory and, if busy, backends; told to quit, it leaves nothing.
    /// All others are killed meanwhile, its own children by itself.
    /// </summary>
    private async Task QuitPostmastersAsync(List<ProcessEntry> matches, CancellationToken cancellationToken)
    {
        HashSet<ProcessIdentity> postmasters = [.. matches.Where(PostgresRemains.IsPostmaster).Select(match => match.Identity)];
        HashSet<int> postmasterPids = [.. postmasters.Select(postmaster => postmaster.Pid)];
        foreach (ProcessEntry match in matches)
        {
            if (postmasters.Contains(match.Identity))
            {
                signals.Send(match.Identity, ProcessSignal.Quit);
                signals.Send(match.Identity, ProcessSignal.Continue);
            }
            else if (!postmasterPids.Contains(match.Parent))
            {
                signals.Send(match.Identity, ProcessSignal.Kill);
            }
        }

        long started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < PostmasterGrace && postmasters.Any(ProcessEntry.Lives))
        {
            await Task.Delay(PauseBetweenScans, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsBelow(string? path, string directory)
        => path is not null
            && path.StartsWith(directory, StringComparison.Ordinal)
            && (path.Length == directory.Length || path[directory.Length] == '/');

    // The name is no secret: another account may have made a directory, or a link, of that name before it was made here.
    private static bool IsOurs(string directory) => LinuxInterop.DirectoryOwner(directory)?.User == LinuxInterop.EffectiveUserId();

    private async Task DeleteAsync(string directory, long started, TimeSpan bound, List<string> left, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (time.GetElapsedTime(started) > bound)
                {
                    left.Add($"directory {directory} ({exception.Message})");
                    return;
                }

                MakeDeletable(directory);
            }

            await Task.Delay(PauseBetweenScans * 4, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What a link leads to is somebody else's.</summary>
    private static readonly EnumerationOptions Within = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>A program may have taken the right to write from its own directories.</summary>
    private static void MakeDeletable(string directory)
    {
        try
        {
            foreach (string inner in Directory.EnumerateDirectories(directory, "*", Within))
            {
                File.SetUnixFileMode(inner, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Something else is at work there; the next attempt tells.
        }
    }
}
