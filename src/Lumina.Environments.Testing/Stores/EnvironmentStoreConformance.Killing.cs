using System.Globalization;
using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class EnvironmentStoreConformance
{
    private const int Journals = 4;
    private const string Ids = "ids";

    /// <summary>What a process that was killed had acknowledged is there; of what was in flight all of a commit or nothing.</summary>
    [Fact]
    public Task A_process_that_is_killed_while_it_appends_loses_nothing_that_was_acknowledged() => CheckAsync(async bench =>
    {
        if (!bench.Store.IsDurable)
        {
            DoesNotApply("The store ends with its process.");
        }

        if (ChildProcess.WhyNot(GetType()) is { } reason)
        {
            DoesNotApply(reason);
        }

        Random random = new(Seed);
        EnvironmentId[] ids = [.. Enumerable.Range(1, Journals).Select(bench.IdOf)];
        ChildOrder order = new(GetType().AssemblyQualifiedName!, Platform, "append", new Dictionary<string, string>(StringComparer.Ordinal) { [Ids] = string.Join(' ', ids) }, KillAt: null);
        for (int round = 1; round <= Rounds; round++)
        {
            using ChildProcess child = await ChildProcess.StartAsync(GetType(), order).ConfigureAwait(false);
            for (int heard = random.Next(1, 40); heard > 0; heard--)
            {
                await child.ReadAsync().ConfigureAwait(false);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 5), System.TimeProvider.System).ConfigureAwait(false);
            child.Kill();
            await child.EndAsync(Patience).ConfigureAwait(false);

            IEnvironmentStore reopened = await bench.AnotherAsync().ConfigureAwait(false);
            for (int number = 0; number < Journals; number++)
            {
                long acknowledged = child.Lines.Select(line => line.Split(' ')).Where(said => said is [{ } which, { Length: > 0 }] && which == $"{number}")
                    .Select(said => long.Parse(said[1], CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
                await IsWholeAsync(bench, reopened, ids[number], acknowledged, $"After kill {round}").ConfigureAwait(false);
            }
        }
    });

    internal override async Task ObeyAsync(ChildOrder order, Func<string, Task> say)
    {
        IEnvironmentStore store = await OpenAsync(System.TimeProvider.System).ConfigureAwait(false);
        EnvironmentId[] ids = [.. order.Arguments[Ids].Split(' ').Select(id => EnvironmentId.Parse(id))];
        await Task.WhenAll(ids.Select((id, number) => AppendAsync(store, id, number, say))).ConfigureAwait(false);
    }

    // Each event says where its commit ends, and each commit has a secret, so that half a commit would be seen.
    private static async Task AppendAsync(IEnvironmentStore store, EnvironmentId id, int number, Func<string, Task> say)
    {
        EnvironmentLease lease = await store.AcquireLeaseAsync(id, StoreJournal.Holder, StoreBench.Minute, CancellationToken.None).ConfigureAwait(false);
        StoreJournal journal = new(store, lease, await store.FindAsync(id, CancellationToken.None).ConfigureAwait(false));
        if (journal.Version == 0)
        {
            await journal.AppendAsync([StoreJournal.First() with { Actor = "1" }], Secrets("commit-1", "secret-of-1")).ConfigureAwait(false);
        }

        while (true)
        {
            long end = journal.Version + 1 + (journal.Version % 3);
            EnvironmentEvent next = StoreJournal.Attempt(1) with { Actor = end.ToString(CultureInfo.InvariantCulture) };
            await journal.AppendAsync([.. Enumerable.Repeat(next, (int)(end - journal.Version))], Secrets($"commit-{end}", $"secret-of-{end}")).ConfigureAwait(false);
            await say(string.Create(CultureInfo.InvariantCulture, $"{number} {journal.Version}")).ConfigureAwait(false);
        }
    }

    private static async Task IsWholeAsync(StoreBench bench, IEnvironmentStore store, EnvironmentId id, long acknowledged, string when)
    {
        IReadOnlyList<EnvironmentEvent> events = await store.ReadAsync(id, 1, int.MaxValue, CancellationToken.None).ConfigureAwait(false);
        long end = events.Count;
        Check.Sequence(Enumerable.Range(1, events.Count).Select(sequence => (long)sequence), events.Select(e => e.Sequence), $"{when}, the sequence numbers");
        Check.That(end >= acknowledged, $"{when}, the journal ends at {end}, and {acknowledged} was acknowledged.");
        if (end == 0)
        {
            return;
        }

        Check.Equal(end.ToString(CultureInfo.InvariantCulture), events[^1].Actor, $"{when}, the end of the last commit that is there");
        if (acknowledged > 0)
        {
            long oneMore = acknowledged + 1 + (acknowledged % 3);
            Check.That(end == acknowledged || end == oneMore, $"{when}, the journal ends at {end}; {acknowledged} was acknowledged, and {oneMore} was in flight.");
        }

        EnvironmentSnapshot fold = events.Aggregate((EnvironmentSnapshot?)null, SnapshotFold.Apply)!;
        StoreJournal told = new(store, new EnvironmentLease(id, StoreBench.One, 0, default), fold);
        await bench.FoundAsync(told, when, store).ConfigureAwait(false);
        string[] ends = [.. events.Select(e => $"commit-{e.Actor}").Distinct().Order(StringComparer.Ordinal)];
        Check.Sequence(ends, (await bench.SecretsAsync(id, store).ConfigureAwait(false)).Keys.Order(StringComparer.Ordinal), $"{when}, the secrets of the commits");
    }
}
