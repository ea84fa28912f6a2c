using Xunit;

namespace Lumina.Environments.Testing;

public abstract partial class EnvironmentStoreConformance
{
    private static readonly string[] Losses = ["taken over", "broken", "released"];

    /// <summary>Nobody else has a lease before the very tick at which it expires.</summary>
    [Fact]
    public Task A_lease_is_its_holders_alone_until_it_expires() => CheckAsync(async bench =>
    {
        EnvironmentLease first = await bench.AcquireAsync(StoreBench.One).ConfigureAwait(false);
        Check.Equal(new EnvironmentLease(bench.IdOf(1), StoreBench.One, first.FencingToken, bench.Time.GetUtcNow() + StoreBench.Minute), first, "The lease");
        bench.Time.Advance(StoreBench.Minute - TimeSpan.FromTicks(1));
        EnvironmentLeaseHeldException held = await Check.ThrowsAsync<EnvironmentLeaseHeldException>(() => bench.AcquireAsync(StoreBench.Two), "Taking a lease that another holds").ConfigureAwait(false);
        Check.Equal(first, held.Lease, "The lease that the error names");

        bench.Time.Advance(TimeSpan.FromTicks(1));
        EnvironmentLease second = await bench.AcquireAsync(StoreBench.Two).ConfigureAwait(false);

        Check.That(second.FencingToken > first.FencingToken, $"The fencing token should have grown from {first.FencingToken} and is {second.FencingToken}.");
        Check.Equal(second, await bench.FindLeaseAsync().ConfigureAwait(false), "The lease that is found");
    });

    /// <summary>A process with the same number, or on the same machine, is not the same holder.</summary>
    [Fact]
    public Task A_holder_is_another_where_anything_of_it_differs() => CheckAsync(async bench =>
    {
        await bench.AcquireAsync(StoreBench.One).ConfigureAwait(false);
        LeaseHolder one = StoreBench.One;
        foreach (LeaseHolder other in new[] { one with { Id = "three" }, one with { Machine = "machine/another-boot" }, one with { ProcessId = 1 }, one with { ProcessStartedAt = 1 } })
        {
            await Check.ThrowsAsync<EnvironmentLeaseHeldException>(() => bench.AcquireAsync(other), $"Taking a lease of {one with { }} as {other with { }}").ConfigureAwait(false);
        }
    });

    /// <summary>Who takes its lease again has a new one, and the older one is void.</summary>
    [Fact]
    public Task The_holder_takes_its_own_lease_again_and_the_older_one_is_void() => CheckAsync(async bench =>
    {
        StoreJournal old = await bench.BeginAsync().ConfigureAwait(false);
        EnvironmentLease newer = await bench.AcquireAsync(StoreBench.One).ConfigureAwait(false);

        Check.That(newer.FencingToken > old.Lease.FencingToken, "The fencing token has not grown.");
        await bench.LosesAsync(() => old.AppendAsync(StoreJournal.Attempt(1)), "Committing under the older lease").ConfigureAwait(false);
        await bench.LosesAsync(() => bench.Store.RenewLeaseAsync(old.Lease, StoreBench.Minute, CancellationToken.None).AsTask(), "Renewing the older lease").ConfigureAwait(false);
        await new StoreJournal(bench.Store, newer, old.Environment).AppendAsync(StoreJournal.Attempt(1)).ConfigureAwait(false);
    });

    /// <summary>Renewing counts from now, not from the expiry before.</summary>
    [Fact]
    public Task Renewing_moves_the_expiry_to_a_duration_from_now() => CheckAsync(async bench =>
    {
        EnvironmentLease lease = await bench.AcquireAsync(StoreBench.One).ConfigureAwait(false);
        bench.Time.Advance(TimeSpan.FromSeconds(50));

        EnvironmentLease renewed = await bench.Store.RenewLeaseAsync(lease, TimeSpan.FromSeconds(20), CancellationToken.None).ConfigureAwait(false);

        Check.Equal(lease with { ExpiresAt = bench.Time.GetUtcNow() + TimeSpan.FromSeconds(20) }, renewed, "The lease after it was renewed");
        Check.Equal(renewed, await bench.FindLeaseAsync().ConfigureAwait(false), "The lease that is found");
    });

    /// <summary>Expiring by itself takes nothing away: only another who takes it does.</summary>
    [Fact]
    public Task A_lease_that_has_expired_and_that_nobody_took_is_renewed_and_commits() => CheckAsync(async bench =>
    {
        StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
        bench.Time.Advance(StoreBench.Minute * 10);

        await journal.AppendAsync(StoreJournal.Attempt(1)).ConfigureAwait(false);

        EnvironmentLease renewed = await bench.Store.RenewLeaseAsync(journal.Lease, StoreBench.Minute, CancellationToken.None).ConfigureAwait(false);
        Check.Equal(bench.Time.GetUtcNow() + StoreBench.Minute, renewed.ExpiresAt, "The expiry after it was renewed");
    });

    /// <summary>Under a lease that was lost nothing is renewed and nothing committed, by whichever instance, and no trace is left of the attempt.</summary>
    [Fact]
    public Task A_lease_that_is_lost_renews_nothing_and_commits_nothing() => CheckAsync(async bench =>
    {
        IEnvironmentStore another = await bench.AnotherAsync().ConfigureAwait(false);
        foreach (string how in Losses)
        {
            StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
            await bench.LoseAsync(journal.Lease, how).ConfigureAwait(false);
            EnvironmentLease? after = await bench.FindLeaseAsync().ConfigureAwait(false);
            foreach (IEnvironmentStore store in new[] { bench.Store, another })
            {
                StoreJournal stale = new(store, journal.Lease, journal.Environment);
                await bench.LosesAsync(() => store.RenewLeaseAsync(journal.Lease, StoreBench.Minute, CancellationToken.None).AsTask(), $"Renewing a lease that was {how}").ConfigureAwait(false);
                await bench.LosesAsync(() => stale.AppendAsync([StoreJournal.Attempt(1)], Secrets("password", "correct-horse")), $"Committing under a lease that was {how}").ConfigureAwait(false);
            }

            Check.Equal(after, await bench.FindLeaseAsync().ConfigureAwait(false), $"The lease after one that was {how} was used");
            await bench.IsAsync(journal, $"After a commit under a lease that was {how}").ConfigureAwait(false);
            Check.Equal(0, (await bench.SecretsAsync(journal.Id).ConfigureAwait(false)).Count, $"The number of secrets after a commit under a lease that was {how}");
            await bench.ClearAsync().ConfigureAwait(false);
        }
    });

    /// <summary>Who has lost its lease learns that, not that the journal has gone on.</summary>
    [Fact]
    public Task A_lost_lease_is_told_before_a_conflict() => CheckAsync(async bench =>
    {
        StoreJournal journal = await bench.BeginAsync().ConfigureAwait(false);
        StoreJournal stale = new(bench.Store, journal.Lease, journal.Environment);
        await journal.AppendAsync(StoreJournal.Attempt(1)).ConfigureAwait(false);
        await bench.LoseAsync(journal.Lease, "broken").ConfigureAwait(false);

        await bench.LosesAsync(() => stale.AppendAsync(StoreJournal.Attempt(1)), "Committing at the wrong place under a lease that was lost").ConfigureAwait(false);
    });

    /// <summary>Nobody begins a journal without the right to.</summary>
    [Fact]
    public Task A_journal_is_not_begun_without_a_lease() => CheckAsync(async bench =>
    {
        EnvironmentLease lease = await bench.AcquireAsync(StoreBench.One).ConfigureAwait(false);
        await bench.Store.ReleaseLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false);

        await bench.LosesAsync(() => new StoreJournal(bench.Store, lease).AppendAsync(StoreJournal.First()), "Beginning a journal without a lease").ConfigureAwait(false);

        Check.That(await bench.Store.FindAsync(lease.EnvironmentId, CancellationToken.None).ConfigureAwait(false) is null, "An environment is found whose journal was not begun.");
    });

    /// <summary>What was lost is given back and broken without harm to who has it now.</summary>
    [Fact]
    public Task Giving_back_what_is_lost_succeeds_and_takes_nothing_from_another() => CheckAsync(async bench =>
    {
        foreach (string how in Losses)
        {
            EnvironmentLease lease = await bench.AcquireAsync(StoreBench.One).ConfigureAwait(false);
            await bench.LoseAsync(lease, how).ConfigureAwait(false);
            EnvironmentLease? after = await bench.FindLeaseAsync().ConfigureAwait(false);

            await bench.Store.ReleaseLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false);
            bool broken = await bench.Store.BreakLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false);

            Check.That(!broken, $"Breaking a lease that was {how} says that it was still held.");
            Check.Equal(after, await bench.FindLeaseAsync().ConfigureAwait(false), $"The lease after one that was {how} was given back");
            await bench.ClearAsync().ConfigureAwait(false);
        }
    });

    /// <summary>A lease that was broken is free at once, and its token is never given again.</summary>
    [Fact]
    public Task Breaking_takes_the_lease_from_its_holder_and_another_may_have_it_at_once() => CheckAsync(async bench =>
    {
        EnvironmentLease lease = await bench.AcquireAsync(StoreBench.One).ConfigureAwait(false);

        Check.That(await bench.Store.BreakLeaseAsync(lease, CancellationToken.None).ConfigureAwait(false), "Breaking a lease says that it was not held.");

        Check.Equal(null, await bench.FindLeaseAsync().ConfigureAwait(false), "The lease after it was broken");
        Check.That((await bench.AcquireAsync(StoreBench.Two).ConfigureAwait(false)).FencingToken > lease.FencingToken, "The fencing token has not grown.");
    });

    /// <summary>Who looks for leases sees all, in order.</summary>
    [Fact]
    public Task Leases_are_listed_by_their_environments_expired_or_not() => CheckAsync(async bench =>
    {
        for (int number = 3; number >= 1; number--)
        {
            await bench.AcquireAsync(number == 2 ? StoreBench.Two : StoreBench.One, number).ConfigureAwait(false);
        }

        await bench.Store.ReleaseLeaseAsync((await bench.FindLeaseAsync().ConfigureAwait(false))!, CancellationToken.None).ConfigureAwait(false);
        bench.Time.Advance(StoreBench.Minute * 2);

        List<EnvironmentLease> leases = await bench.Store.ListLeasesAsync(CancellationToken.None).Where(lease => bench.IsOwn(lease.EnvironmentId)).ToListAsync().ConfigureAwait(false);

        Check.Sequence([(2, StoreBench.Two), (3, StoreBench.One)], leases.Select(lease => (bench.NumberOf(lease.EnvironmentId), lease.Holder)), "The leases that are listed");
    });

    /// <summary>A holder that is asked to make way learns it when it renews; a new lease knows nothing of that.</summary>
    [Fact]
    public Task Who_asks_for_termination_is_told_to_the_holder_when_it_renews() => CheckAsync(async bench =>
    {
        await bench.Store.RequestTerminationAsync(bench.IdOf(1), "ada", CancellationToken.None).ConfigureAwait(false);
        Check.Equal(null, await bench.FindLeaseAsync().ConfigureAwait(false), "The lease after a request where nobody holds one");
        EnvironmentLease lease = await bench.AcquireAsync(StoreBench.One).ConfigureAwait(false);
        Check.Equal(null, lease.TerminationRequestedBy, "Who has asked for termination before the lease was taken");

        await (await bench.AnotherAsync().ConfigureAwait(false)).RequestTerminationAsync(lease.EnvironmentId, "ada", CancellationToken.None).ConfigureAwait(false);

        EnvironmentLease renewed = await bench.Store.RenewLeaseAsync(lease, StoreBench.Minute, CancellationToken.None).ConfigureAwait(false);
        Check.Equal("ada", renewed.TerminationRequestedBy, "Who has asked for termination, as renewing tells");
        Check.Equal("ada", (await bench.FindLeaseAsync().ConfigureAwait(false))!.TerminationRequestedBy, "Who has asked for termination, as the lease tells");
    });

    /// <summary>Of many who take a lease at once, by two instances, one has it.</summary>
    [Fact]
    public Task Of_many_who_take_one_lease_at_once_one_has_it() => CheckAsync(async bench =>
    {
        IEnvironmentStore[] stores = [bench.Store, await bench.AnotherAsync().ConfigureAwait(false)];
        EnvironmentId id = bench.IdOf(1);
        EnvironmentLease?[] taken = await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => Task.Run(async () =>
        {
            try
            {
                return await stores[number % 2].AcquireLeaseAsync(id, new LeaseHolder($"holder-{number}", "machine/boot", number, number), StoreBench.Minute, CancellationToken.None).ConfigureAwait(false);
            }
            catch (EnvironmentLeaseHeldException)
            {
                return null;
            }
        }))).ConfigureAwait(false);

        Check.Sequence([await bench.FindLeaseAsync().ConfigureAwait(false)], taken.OfType<EnvironmentLease>(), "The leases that were taken");
    });

    private static Dictionary<string, Secret> Secrets(string name, string value) => new(StringComparer.Ordinal) { [name] = new Secret(value) };
}
