namespace Lumina.Environments.Processes;

/// <summary>Who belongs together: pure functions over a scan.</summary>
internal static class ProcessFamily
{
    /// <summary>
    /// The seeds, everything in a session that one of them is in, and every descendant of those.
    /// A session is followed only while a seed lives in it: then its number can't have been given to a stranger.
    /// </summary>
    /// <param name="entries">A scan.</param>
    /// <param name="seeds">What belongs for sure.</param>
    /// <param name="followsSession">Whether the session of a seed belongs. The host's own never does: it shares it with its terminal.</param>
    public static HashSet<ProcessIdentity> Close(
        IReadOnlyList<ProcessEntry> entries, Func<ProcessEntry, bool> seeds, Func<ProcessEntry, bool> followsSession)
    {
        Dictionary<int, ProcessEntry> family = [];
        HashSet<int> sessions = [];
        foreach (ProcessEntry entry in entries)
        {
            if (seeds(entry))
            {
                family[entry.Identity.Pid] = entry;
                if (followsSession(entry))
                {
                    sessions.Add(entry.Session);
                }
            }
        }

        for (bool grown = true; grown;)
        {
            grown = false;
            foreach (ProcessEntry entry in entries)
            {
                if (!family.ContainsKey(entry.Identity.Pid) && (sessions.Contains(entry.Session) || HasParentIn(family, entry)))
                {
                    grown |= family.TryAdd(entry.Identity.Pid, entry);
                }
            }
        }

        return family.Values.Select(entry => entry.Identity).ToHashSet();
    }

    private static bool HasParentIn(Dictionary<int, ProcessEntry> family, ProcessEntry entry)
        => family.TryGetValue(entry.Parent, out ProcessEntry? parent) && entry.Identity.StartTime >= parent.Identity.StartTime;
}
