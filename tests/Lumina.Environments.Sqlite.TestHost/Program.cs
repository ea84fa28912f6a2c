using System.Globalization;

namespace Lumina.Environments.Sqlite.TestHost;

/// <summary>
/// <c>append PATH COUNT</c>: appends to COUNT environments at once without end, and says each commit that was acknowledged: the environment's number and the journal's new end.
/// <c>race PATH TOKEN COMMITS ACTOR</c>: appends to environment 1 under a lease that it was told of, whoever else does, and says how often it was refused.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] arguments)
    {
        await using SqliteEnvironmentStore store = new(new SqliteStoreOptions { Path = arguments[1] });
        using StreamWriter output = new(new FileStream("/dev/stdout", FileMode.Open, FileAccess.Write)) { AutoFlush = true };
        int count = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        if (arguments[0] == "append")
        {
            // One for all of them: each wrapper has a lock of its own.
            TextWriter lines = TextWriter.Synchronized(output);
            await Task.WhenAll(Enumerable.Range(1, count).Select(number => AppendAsync(store, number, lines)));
        }
        else
        {
            await output.WriteLineAsync($"refused {await RaceAsync(store, count, int.Parse(arguments[3], CultureInfo.InvariantCulture), arguments[4])}");
        }
    }

    private static async Task AppendAsync(SqliteEnvironmentStore store, int number, TextWriter output)
    {
        StoreJournal journal = new(
            store,
            await store.AcquireLeaseAsync(SampleJournal.IdOf(number), StoreJournal.Holder, TimeSpan.FromMinutes(1), CancellationToken.None),
            await store.FindAsync(SampleJournal.IdOf(number), CancellationToken.None));
        if (journal.Version == 0)
        {
            await journal.AppendAsync(StoreJournal.First());
        }

        while (true)
        {
            // Each event says where its commit ends, so that half a commit would be seen.
            long end = journal.Version + 1 + (journal.Version % 3);
            EnvironmentEvent next = StoreJournal.Attempt(1) with { Actor = end.ToString(CultureInfo.InvariantCulture) };
            await journal.AppendAsync([.. Enumerable.Repeat(next, (int)(end - journal.Version))]);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{number} {journal.Version}"));
        }
    }

    private static async Task<int> RaceAsync(SqliteEnvironmentStore store, long token, int commits, string actor)
    {
        EnvironmentId id = SampleJournal.IdOf(1);
        EnvironmentLease lease = new(id, StoreJournal.Holder, token, DateTimeOffset.MaxValue);
        int refused = 0;
        for (int done = 0; done < commits;)
        {
            try
            {
                StoreJournal journal = new(store, lease, await store.FindAsync(id, CancellationToken.None));
                await journal.AppendAsync(StoreJournal.Attempt(done + 1) with { Actor = actor });
                done++;
            }
            catch (EnvironmentConflictException)
            {
                refused++;
            }
        }

        return refused;
    }
}
