using System.Runtime.Versioning;

namespace Lumina.Environments.Processes;

/// <summary>Stops a process politely, waits, kills it with everything that belongs to it, waits, and then names what still lives.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StopLadder(ISignals signals, TimeProvider time)
{
    private static readonly TimeSpan PauseBetweenScans = TimeSpan.FromMilliseconds(5);

    public async Task StopAsync(ChildProcess child, ProcessStop stop, CancellationToken cancellationToken)
    {
        if (stop.Grace > TimeSpan.Zero && child.SignalGroup(stop.Signal))
        {
            try
            {
                await child.Exit.WaitAsync(stop.Grace, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // It had its time.
            }
        }

        await KillFamilyAsync(child, stop, cancellationToken).ConfigureAwait(false);
    }

    private async Task KillFamilyAsync(ChildProcess child, ProcessStop stop, CancellationToken cancellationToken)
    {
        HashSet<ProcessIdentity> seen = [child.Identity, .. child.LeftInSession];
        int hostsSession = ProcessEntry.Read(Environment.ProcessId)?.Session ?? 0;
        long started = time.GetTimestamp();
        int emptyScans = 0;
        while (true)
        {
            List<ProcessEntry> entries = ProcessScan.Take(child.Identity.StartTime);
            HashSet<ProcessIdentity> family = ProcessFamily.Close(
                entries,
                entry => seen.Contains(entry.Identity) || entry.Marks.Contains(child.Mark, StringComparer.Ordinal),
                entry => entry.Session != hostsSession && entry.Session != 0);
            emptyScans = family.Count == 0 ? emptyScans + 1 : 0;
            if (emptyScans == 2)
            {
                return;
            }

            if (family.Count > 0 && time.GetElapsedTime(started) > stop.KillBound)
            {
                throw new ProcessNotStoppedException(child.Name, [.. entries.Where(entry => family.Contains(entry.Identity))], stop.KillBound);
            }

            seen.UnionWith(family);
            foreach (ProcessIdentity member in family)
            {
                signals.Send(member, ProcessSignal.Kill);
            }

            if (family.Count > 0)
            {
                await Task.Delay(PauseBetweenScans, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
