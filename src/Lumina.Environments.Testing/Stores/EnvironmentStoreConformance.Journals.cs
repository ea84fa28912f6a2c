using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class EnvironmentStoreConformance
{
    private const int Writers = 16;

    private static readonly EnvironmentEventJson EventJson = new();

    /// <summary>Every kind of event comes back as it was, by whichever instance, and the snapshot is their fold at every version.</summary>
    [Fact]
    public Task Events_of_every_kind_come_back_as_they_were() => CheckAsync(async bench =>
    {
        IEnvironmentStore another = await bench.AnotherAsync().ConfigureAwait(false);
        StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
        foreach (EnvironmentEvent example in EventExamples.All)
        {
            await journal.AppendAsync(example).ConfigureAwait(false);
            await bench.FoundAsync(journal, $"After {example.GetType().Name}", another).ConfigureAwait(false);
        }

        await journal.AppendAsync(EventExamples.Unknown(EventJson, new EnvironmentHealthy(1))).ConfigureAwait(false);
        await bench.IsAsync(journal, "After an event of an unknown kind", another).ConfigureAwait(false);
        await journal.TerminateAsync().ConfigureAwait(false);
        await bench.IsAsync(journal, "After its termination", another).ConfigureAwait(false);
    });

    /// <summary>A journal is read from any number on, as many as one asks for.</summary>
    [Fact]
    public Task A_journal_is_read_page_by_page() => CheckAsync(async bench =>
    {
        StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
        await journal.AppendAsync([.. Enumerable.Range(1, 5).Select(number => StoreJournal.Attempt(number))]).ConfigureAwait(false);

        string[] all = StoreBench.Texts(journal.Events);
        Check.Sequence(all, await bench.ReadAsync(journal.Id, 1, 100).ConfigureAwait(false), "The whole journal");
        Check.Sequence(all[2..4], await bench.ReadAsync(journal.Id, 3, 2).ConfigureAwait(false), "Two events from the third on");
        Check.Sequence(all[5..], await bench.ReadAsync(journal.Id, 6, 2).ConfigureAwait(false), "Two events from the last on");
        Check.Sequence([], await bench.ReadAsync(journal.Id, 7, 5).ConfigureAwait(false), "The events after the last");
        Check.Sequence([], await bench.ReadAsync(bench.IdOf(2), 1, 5).ConfigureAwait(false), "The events of an environment that never was");
    });

    /// <summary>Nothing is appended elsewhere than at the end, and no trace is left of the attempt.</summary>
    [Fact]
    public Task A_commit_elsewhere_than_at_the_journals_end_is_refused_and_changes_nothing() => CheckAsync(async bench =>
    {
        StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
        await journal.AppendAsync(StoreJournal.Attempt(1)).ConfigureAwait(false);
        foreach (long expected in new long[] { 0, 1, 3 })
        {
            EnvironmentEvent next = StoreJournal.Attempt(2) with { EnvironmentId = journal.Id, Sequence = expected + 1 };
            EnvironmentCommit commit = new(journal.Lease, expected, [next], journal.Environment) { Secrets = Secrets("password", "correct-horse") };
            EnvironmentConflictException conflict = await Check.ThrowsAsync<EnvironmentConflictException>(
                () => bench.Store.CommitAsync(commit, CancellationToken.None).AsTask(), $"Appending after {expected} to a journal that ends at 2").ConfigureAwait(false);
            Check.Equal(journal.Id, conflict.EnvironmentId, $"The {nameof(EnvironmentException.EnvironmentId)} of the error");
            await bench.IsAsync(journal, $"After a commit that expected {expected} was refused").ConfigureAwait(false);
            Check.Equal(0, (await bench.SecretsAsync(journal.Id).ConfigureAwait(false)).Count, "The number of secrets after a commit that was refused");
        }
    });

    /// <summary>Many writers of one environment, by two instances, leave no gap and write nothing twice.</summary>
    [Fact]
    public Task Sixteen_writers_of_one_environment_leave_no_gap_and_nothing_twice() => CheckAsync(async bench =>
    {
        const int Each = 25;
        IEnvironmentStore[] stores = [bench.Store, await bench.AnotherAsync().ConfigureAwait(false)];
        StoreJournal begun = await bench.BeginAsync().ConfigureAwait(false);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            IEnvironmentStore store = stores[writer % 2];
            for (int done = 0; done < Each;)
            {
                try
                {
                    StoreJournal journal = new(store, begun.Lease, await store.FindAsync(begun.Id, CancellationToken.None).ConfigureAwait(false));
                    await journal.AppendAsync(StoreJournal.Attempt(done + 1) with { Actor = $"writer-{writer}" }).ConfigureAwait(false);
                    done++;
                }
                catch (EnvironmentConflictException)
                {
                    // Another was quicker.
                }
            }
        }))).ConfigureAwait(false);

        IReadOnlyList<EnvironmentEvent> events = await bench.Store.ReadAsync(begun.Id, 1, int.MaxValue, CancellationToken.None).ConfigureAwait(false);
        Check.Sequence(Enumerable.Range(1, 1 + (Writers * Each)).Select(sequence => (long)sequence), events.Select(e => e.Sequence), "The sequence numbers");
        foreach (IGrouping<string, AttemptFailed> writer in events.OfType<AttemptFailed>().GroupBy(attempt => attempt.Actor))
        {
            Check.Sequence(Enumerable.Range(1, Each), writer.Select(attempt => attempt.Attempt), $"What {writer.Key} has written");
        }
    });

    /// <summary>Environments that are written at once, by two instances, do not mix.</summary>
    [Fact]
    public Task Environments_that_are_written_at_once_do_not_mix() => CheckAsync(async bench =>
    {
        IEnvironmentStore another = await bench.AnotherAsync().ConfigureAwait(false);
        StoreJournal[] journals = await Task.WhenAll(Enumerable.Range(1, Writers).Select(number => bench.BeginAsync(number))).ConfigureAwait(false);

        await Task.WhenAll(journals.Select(journal => Task.Run(async () =>
        {
            for (int attempt = 1; attempt <= 20; attempt++)
            {
                await journal.AppendAsync([StoreJournal.Attempt(attempt)], Secrets($"attempt-{attempt}", $"{journal.Id}-{attempt}")).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);

        foreach (StoreJournal journal in journals)
        {
            await bench.IsAsync(journal, "After many were written at once", another).ConfigureAwait(false);
            IReadOnlyDictionary<string, string> secrets = await bench.SecretsAsync(journal.Id, another).ConfigureAwait(false);
            Check.That(secrets.Count == 20 && secrets.Values.All(value => value.StartsWith(journal.Id.Value, StringComparison.Ordinal)), "The secrets of environments that were written at once have mixed.");
        }
    });

    /// <summary>Secrets are kept by name with the commit that brings them, and are gone with the environment's end.</summary>
    [Fact]
    public Task Secrets_are_read_by_name_replaced_and_gone_at_termination() => CheckAsync(async bench =>
    {
        const string Awkward = "äöü 'x' \"y\" ${z} \\ \n👍";
        IEnvironmentStore another = await bench.AnotherAsync().ConfigureAwait(false);
        StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
        Dictionary<string, Secret> first = new(Secrets("database/orders:password", "first-password"), StringComparer.Ordinal) { ["other"] = new(Awkward) };
        await journal.AppendAsync([StoreJournal.Attempt(1)], first).ConfigureAwait(false);
        await journal.AppendAsync([StoreJournal.Attempt(2)], Secrets("database/orders:password", "second-password")).ConfigureAwait(false);

        IReadOnlyDictionary<string, string> secrets = await bench.SecretsAsync(journal.Id, another).ConfigureAwait(false);
        Check.Equal(2, secrets.Count, "The number of secrets");
        Check.Equal("second-password", secrets.GetValueOrDefault("database/orders:password"), "The secret that was replaced");
        Check.Equal(Awkward, secrets.GetValueOrDefault("other"), "The secret that was not replaced");
        await journal.AppendAsync(new TerminationStarted("asked")).ConfigureAwait(false);
        Check.Equal(2, (await bench.SecretsAsync(journal.Id).ConfigureAwait(false)).Count, "The number of secrets before the end");
        await journal.AppendAsync([new EnvironmentTerminated()], Secrets("late", "late-password")).ConfigureAwait(false);

        Check.Equal(0, (await bench.SecretsAsync(journal.Id, another).ConfigureAwait(false)).Count, "The number of secrets after the end");
    });

    /// <summary>Whatever a store is asked for, and refuses, no secret is in a log line or an exception. What it logs is seen through <see cref="ConformanceSuite.LoggerFactory"/>.</summary>
    [Fact]
    public Task No_secret_is_in_what_the_store_says() => CheckAsync(async bench =>
    {
        const string Value = "correct-horse-battery-staple";
        PlantedSecrets secrets = new([new("password", Value)]);
        StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
        await journal.AppendAsync([StoreJournal.Attempt(1)], Secrets("password", Value)).ConfigureAwait(false);
        await bench.SecretsAsync(journal.Id).ConfigureAwait(false);
        EnvironmentCommit elsewhere = new(journal.Lease, 1, [StoreJournal.Attempt(2) with { EnvironmentId = journal.Id, Sequence = 2 }], journal.Environment) { Secrets = Secrets("password", Value) };
        EnvironmentConflictException conflict = await Check.ThrowsAsync<EnvironmentConflictException>(() => bench.Store.CommitAsync(elsewhere, CancellationToken.None).AsTask(), "Appending after 1 to a journal that ends at 2").ConfigureAwait(false);
        await bench.LoseAsync(journal.Lease, "broken").ConfigureAwait(false);
        EnvironmentLeaseLostException lost = await Check.ThrowsAsync<EnvironmentLeaseLostException>(
            () => new StoreJournal(bench.Store, journal.Lease, journal.Environment).AppendAsync([StoreJournal.Attempt(2)], Secrets("password", Value)), "Committing under a lease that was broken").ConfigureAwait(false);

        secrets.AreNotIn([.. Trace.Texts, $"an exception: {conflict}", $"an exception: {lost}"]);
    });

    /// <summary>What is deleted is gone with everything, and deleting it again is no error.</summary>
    [Fact]
    public Task What_is_deleted_is_gone_with_its_lease_and_secrets() => CheckAsync(async bench =>
    {
        StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
        await journal.AppendAsync([StoreJournal.Attempt(1)], Secrets("password", "correct-horse")).ConfigureAwait(false);
        StoreJournal other = await bench.BeginAsync(2).ConfigureAwait(false);

        await bench.Store.DeleteAsync(journal.Id, CancellationToken.None).ConfigureAwait(false);
        await bench.Store.DeleteAsync(journal.Id, CancellationToken.None).ConfigureAwait(false);

        IEnvironmentStore another = await bench.AnotherAsync().ConfigureAwait(false);
        Check.That(await another.FindAsync(journal.Id, CancellationToken.None).ConfigureAwait(false) is null, "What was deleted is found.");
        Check.Sequence([], await bench.ReadAsync(journal.Id, by: another).ConfigureAwait(false), "The journal of what was deleted");
        Check.Equal(0, (await bench.SecretsAsync(journal.Id, another).ConfigureAwait(false)).Count, "The number of secrets of what was deleted");
        Check.Equal(null, await bench.FindLeaseAsync().ConfigureAwait(false), "The lease of what was deleted");
        Check.Sequence([2], await bench.QueryAsync(new EnvironmentQuery()).ConfigureAwait(false), "What is left");
        await other.AppendAsync(StoreJournal.Attempt(1)).ConfigureAwait(false);
    });
}
