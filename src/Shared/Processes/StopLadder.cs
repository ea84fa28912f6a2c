using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>Stops a process politely, waits, kills it with everything that belongs to it, waits, and then names what still lives.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StopLadder(ISignals signals, TimeProvider time)
{
    private const int MostLooks = 10;
    private static readonly TimeSpan PauseBetweenScans = TimeSpan.FromMilliseconds(5);

    public async Task StopAsync(ChildProcess child, ProcessStop stop, CancellationToken cancellationToken)
    {
        HashSet<ProcessIdentity> seen = [];
        PostgresRemains postgres = new(signals);
        FindFamily(child, seen, postgres);
        if (stop.Grace > TimeSpan.Zero && child.SignalGroup(stop.Signal))
        {
            postgres.Thaw();
            try
            {
                await child.Exit.WaitAsync(stop.Grace, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // It had its time.
            }
        }

        await KillFamilyAsync(child, stop, seen, postgres, cancellationToken).ConfigureAwait(false);
        postgres.Remove();
    }

    private async Task KillFamilyAsync(
        ChildProcess child, ProcessStop stop, HashSet<ProcessIdentity> seen, PostgresRemains postgres, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        int emptyScans = 0;
        while (true)
        {
            List<ProcessEntry> family = FindFamily(child, seen, postgres);
            emptyScans = family.Count == 0 ? emptyScans + 1 : 0;
            if (emptyScans == 2)
            {
                return;
            }

            if (family.Count > 0 && time.GetElapsedTime(started) > stop.KillBound)
            {
                throw new ProcessNotStoppedException(child.Name, family, stop.KillBound);
            }

            foreach (ProcessEntry member in family)
            {
                signals.Send(member.Identity, ProcessSignal.Kill);
            }

            if (family.Count > 0)
            {
                await Task.Delay(PauseBetweenScans, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Looks before anything ends, too: of what has ended nobody knows any more what it had started and mapped.</summary>
    private static List<ProcessEntry> FindFamily(ChildProcess child, HashSet<ProcessIdentity> seen, PostgresRemains postgres)
    {
        int hostsSession = ProcessEntry.Read(Environment.ProcessId)?.Session ?? 0;
        seen.Add(child.Identity);
        seen.UnionWith(child.LeftInSession);
        List<ProcessEntry> members;
        int looks = MostLooks;
        do
        {
            List<ProcessEntry> entries = ProcessScan.Take(child.Identity.StartTime);
            HashSet<ProcessIdentity> family = ProcessFamily.Close(
                entries,
                entry => seen.Contains(entry.Identity) || entry.Marks.Contains(child.Mark, StringComparer.Ordinal),
                entry => entry.Session != hostsSession && entry.Session != 0);
            seen.UnionWith(family);
            members = entries.FindAll(entry => family.Contains(entry.Identity));
        }
        while (postgres.Note(members) && --looks > 0);

        return members;
    }
}
