using Lumina.Environments.Sqlite.TestHost;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Sqlite.Tests.Conformance;

/// <summary>What every store holds to. A store's tests derive from it and say how one is opened.</summary>
public abstract class EnvironmentStoreConformance : IAsyncLifetime
{
    private const int Writers = 16;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly LeaseHolder One = SampleJournal.Holder;
    private static readonly LeaseHolder Two = new("two", "machine/boot", 4712, 12346);
    private static readonly EnvironmentEventJson EventJson = new();
    private static readonly EnvironmentSnapshotJson SnapshotJson = new();

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 8, 15, 0, TimeSpan.Zero));
    private IEnvironmentStore _store = null!;

    /// <summary>Opens an empty store whose leases expire by a clock.</summary>
    protected abstract ValueTask<IEnvironmentStore> OpenAsync(TimeProvider timeProvider);

    public async Task InitializeAsync() => _store = await OpenAsync(_time);

    public async Task DisposeAsync()
    {
        if (_store is IAsyncDisposable store)
        {
            await store.DisposeAsync();
        }

        await CloseAsync();
    }

    /// <summary>Takes away what the store has left.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_lease_is_its_holders_alone_until_it_expires()
    {
        EnvironmentLease first = await AcquireAsync(One);
        first.Should().Be(new EnvironmentLease(SampleJournal.IdOf(1), One, first.FencingToken, _time.GetUtcNow() + Minute));
        _time.Advance(Minute - TimeSpan.FromTicks(1));

        Func<Task> early = () => AcquireAsync(Two);
        (await early.Should().ThrowAsync<EnvironmentLeaseHeldException>()).Which.Lease.Should().Be(first);
        _time.Advance(TimeSpan.FromTicks(1));
        EnvironmentLease second = await AcquireAsync(Two);

        second.FencingToken.Should().BeGreaterThan(first.FencingToken);
        (await FindLeaseAsync()).Should().Be(second);
    }

    [Theory]
    [InlineData("three", "machine/boot", 4711, 12345)]
    [InlineData("one", "machine/another-boot", 4711, 12345)]
    [InlineData("one", "machine/boot", 4713, 12345)]
    [InlineData("one", "machine/boot", 4711, 99999)]
    public async Task A_holder_is_another_where_anything_of_it_differs(string id, string machine, int process, long startedAt)
    {
        await AcquireAsync(One);

        Func<Task> take = () => AcquireAsync(new LeaseHolder(id, machine, process, startedAt));

        await take.Should().ThrowAsync<EnvironmentLeaseHeldException>();
    }

    [Fact]
    public async Task The_holder_takes_its_own_lease_again_and_the_older_one_is_void()
    {
        SampleJournal old = await SampleJournal.BeginAsync(_store, 1);
        EnvironmentLease newer = await AcquireAsync(One);

        newer.FencingToken.Should().BeGreaterThan(old.Lease.FencingToken);
        await LosesAsync(() => old.AppendAsync(SampleJournal.Attempt(1)));
        await LosesAsync(() => _store.RenewLeaseAsync(old.Lease, Minute, CancellationToken.None).AsTask());
        await new SampleJournal(_store, newer, old.Environment).AppendAsync(SampleJournal.Attempt(1));
    }

    [Fact]
    public async Task Renewing_moves_the_expiry_to_a_duration_from_now()
    {
        EnvironmentLease lease = await AcquireAsync(One);
        _time.Advance(TimeSpan.FromSeconds(50));

        EnvironmentLease renewed = await _store.RenewLeaseAsync(lease, TimeSpan.FromSeconds(20), CancellationToken.None);

        renewed.Should().Be(lease with { ExpiresAt = _time.GetUtcNow() + TimeSpan.FromSeconds(20) });
        (await FindLeaseAsync()).Should().Be(renewed);
    }

    [Fact]
    public async Task A_lease_that_has_expired_and_that_nobody_took_is_renewed_and_commits()
    {
        SampleJournal journal = await SampleJournal.BeginAsync(_store, 1);
        _time.Advance(Minute * 10);

        await journal.AppendAsync(SampleJournal.Attempt(1));

        (await _store.RenewLeaseAsync(journal.Lease, Minute, CancellationToken.None)).ExpiresAt.Should().Be(_time.GetUtcNow() + Minute);
    }

    [Theory]
    [InlineData("taken over")]
    [InlineData("broken")]
    [InlineData("released")]
    public async Task A_lease_that_is_lost_renews_nothing_and_commits_nothing(string how)
    {
        SampleJournal journal = await SampleJournal.BeginAsync(_store, 1);
        await LoseAsync(journal.Lease, how);
        EnvironmentLease? after = await FindLeaseAsync();

        await LosesAsync(() => _store.RenewLeaseAsync(journal.Lease, Minute, CancellationToken.None).AsTask());
        await LosesAsync(() => journal.AppendAsync([SampleJournal.Attempt(1)], Secrets("password", "correct-horse")));

        (await FindLeaseAsync()).Should().Be(after);
        await EndsAtAsync(1);
        (await _store.ReadSecretsAsync(journal.Id, CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_lost_lease_is_told_before_a_conflict()
    {
        SampleJournal journal = await SampleJournal.BeginAsync(_store, 1);
        SampleJournal stale = new(_store, journal.Lease, journal.Environment);
        await journal.AppendAsync(SampleJournal.Attempt(1));
        await LoseAsync(journal.Lease, "broken");

        await LosesAsync(() => stale.AppendAsync(SampleJournal.Attempt(1)));
    }

    [Fact]
    public async Task A_journal_is_not_begun_without_a_lease()
    {
        EnvironmentLease lease = await AcquireAsync(One);
        await _store.ReleaseLeaseAsync(lease, CancellationToken.None);

        await LosesAsync(() => new SampleJournal(_store, lease).AppendAsync(SampleJournal.First()));

        (await _store.FindAsync(lease.EnvironmentId, CancellationToken.None)).Should().BeNull();
    }

    [Theory]
    [InlineData("taken over")]
    [InlineData("broken")]
    [InlineData("released")]
    public async Task Giving_back_what_is_lost_succeeds_and_takes_nothing_from_another(string how)
    {
        EnvironmentLease lease = await AcquireAsync(One);
        await LoseAsync(lease, how);
        EnvironmentLease? after = await FindLeaseAsync();

        await _store.ReleaseLeaseAsync(lease, CancellationToken.None);
        bool broken = await _store.BreakLeaseAsync(lease, CancellationToken.None);

        broken.Should().BeFalse();
        (await FindLeaseAsync()).Should().Be(after);
    }

    [Fact]
    public async Task Breaking_takes_the_lease_from_its_holder_and_another_may_have_it_at_once()
    {
        EnvironmentLease lease = await AcquireAsync(One);

        (await _store.BreakLeaseAsync(lease, CancellationToken.None)).Should().BeTrue();

        (await FindLeaseAsync()).Should().BeNull();
        (await AcquireAsync(Two)).FencingToken.Should().BeGreaterThan(lease.FencingToken);
    }

    [Fact]
    public async Task Leases_are_listed_by_their_environments_expired_or_not()
    {
        foreach (int number in new[] { 3, 1, 2 })
        {
            await _store.AcquireLeaseAsync(SampleJournal.IdOf(number), number == 2 ? Two : One, Minute, CancellationToken.None);
        }

        await _store.ReleaseLeaseAsync((await _store.FindLeaseAsync(SampleJournal.IdOf(1), CancellationToken.None))!, CancellationToken.None);
        _time.Advance(Minute * 2);

        List<EnvironmentLease> leases = await _store.ListLeasesAsync(CancellationToken.None).ToListAsync();

        leases.Select(lease => (lease.EnvironmentId, lease.Holder)).Should().Equal((SampleJournal.IdOf(2), Two), (SampleJournal.IdOf(3), One));
        leases.Should().AllSatisfy(lease => lease.ExpiresAt.Should().BeBefore(_time.GetUtcNow()));
    }

    [Fact]
    public async Task Who_asks_for_termination_is_told_to_the_holder_when_it_renews()
    {
        EnvironmentLease lease = await AcquireAsync(One);

        await _store.RequestTerminationAsync(lease.EnvironmentId, "ada", CancellationToken.None);

        (await _store.RenewLeaseAsync(lease, Minute, CancellationToken.None)).TerminationRequestedBy.Should().Be("ada");
        (await FindLeaseAsync())!.TerminationRequestedBy.Should().Be("ada");
    }

    [Fact]
    public async Task Asking_for_termination_where_nobody_holds_a_lease_does_nothing()
    {
        await _store.RequestTerminationAsync(SampleJournal.IdOf(1), "ada", CancellationToken.None);

        (await FindLeaseAsync()).Should().BeNull();
        (await AcquireAsync(One)).TerminationRequestedBy.Should().BeNull();
    }

    [Fact]
    public async Task What_was_committed_is_read_again_page_by_page()
    {
        SampleJournal journal = await SampleJournal.BeginAsync(_store, 1);
        await journal.AppendAsync([.. Enumerable.Range(1, 5).Select(number => SampleJournal.Attempt(number, "'quoted' \"text\"\n${x} äöü 👍"))]);
        await journal.AppendAsync(new ComponentProvisioned(SampleJournal.Orders, ComponentOutputs.Empty.With(OutputNames.Host, "127.0.0.1"), TimeSpan.FromMilliseconds(3)), new ProvisioningSucceeded(TimeSpan.FromTicks(7)));

        (await ReadAsync(1, 100)).Should().Equal(journal.Events.Select(EventJson.Write));
        (await ReadAsync(3, 2)).Should().Equal(journal.Events.Skip(2).Take(2).Select(EventJson.Write));
        (await ReadAsync(9, 5)).Should().BeEmpty();
        (await _store.ReadAsync(SampleJournal.IdOf(2), 1, 5, CancellationToken.None)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_commit_elsewhere_than_at_the_journals_end_is_refused_and_changes_nothing(long expected)
    {
        SampleJournal journal = await SampleJournal.BeginAsync(_store, 1);
        await journal.AppendAsync(SampleJournal.Attempt(1));
        EnvironmentEvent next = SampleJournal.Attempt(2) with { EnvironmentId = journal.Id, Sequence = expected + 1 };

        Func<Task> commit = () => _store.CommitAsync(new EnvironmentCommit(journal.Lease, expected, [next], journal.Environment) { Secrets = Secrets("password", "correct-horse") }, CancellationToken.None).AsTask();

        (await commit.Should().ThrowAsync<EnvironmentConflictException>()).Which.EnvironmentId.Should().Be(journal.Id);
        await EndsAtAsync(2);
        (await _store.ReadSecretsAsync(journal.Id, CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_environment_is_at_every_version_what_its_journal_tells()
    {
        SampleJournal journal = await SampleJournal.OpenAsync(_store, 1);
        EnvironmentEvent[][] commits =
        [
            [SampleJournal.First()],
            [new StepIntended(SampleJournal.Orders, StepAction.Provision, "memory", "orders-1", ComponentLocation.Only)],
            [SampleJournal.Attempt(1), SampleJournal.Attempt(2)],
            [new ResourceRecorded(SampleJournal.Orders, new ComponentResource("disk", "d", "1"))],
            [new ComponentProvisioned(SampleJournal.Orders, ComponentOutputs.Empty.With(OutputNames.Port, "1"), TimeSpan.Zero)],
            [new ProvisioningSucceeded(TimeSpan.Zero)],
            [new HealthCheckFailed(SampleJournal.Orders, "no answer", Required: true)],
            [new EnvironmentUnhealthy(0, "database/orders: no answer")],
            [new ExpiryExtended(null), new StopRequested()],
            [new StopFailed("it did not stop")],
            [new ComponentDestroyed(SampleJournal.Orders, TimeSpan.Zero)],
            [new TerminationStarted("asked"), new EnvironmentTerminated()],
        ];
        foreach (EnvironmentEvent[] events in commits)
        {
            await journal.AppendAsync(events);
            EnvironmentSnapshot found = (await _store.FindAsync(journal.Id, CancellationToken.None))!;
            SnapshotJson.Write(found).Should().Be(SnapshotJson.Write(journal.Environment));
            (await Query(new EnvironmentQuery { Status = found.Status, Active = found.IsActive })).Should().Equal(1);
        }
    }

    [Fact]
    public async Task Sixteen_writers_of_one_environment_leave_no_gap_and_nothing_twice()
    {
        const int Each = 25;
        SampleJournal begun = await SampleJournal.BeginAsync(_store, 1);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int done = 0; done < Each;)
            {
                try
                {
                    SampleJournal journal = new(_store, begun.Lease, await _store.FindAsync(begun.Id, CancellationToken.None));
                    await journal.AppendAsync(SampleJournal.Attempt(done + 1) with { Actor = $"writer-{writer}" });
                    done++;
                }
                catch (EnvironmentConflictException)
                {
                    // another was quicker
                }
            }
        })));

        IReadOnlyList<EnvironmentEvent> events = await _store.ReadAsync(begun.Id, 1, int.MaxValue, CancellationToken.None);
        events.Select(@event => @event.Sequence).Should().Equal(Enumerable.Range(1, 1 + (Writers * Each)).Select(sequence => (long)sequence));
        events.Skip(1).Cast<AttemptFailed>().GroupBy(attempt => attempt.Actor).Should().HaveCount(Writers)
            .And.AllSatisfy(writer => writer.Select(attempt => attempt.Attempt).Should().Equal(Enumerable.Range(1, Each)));
    }

    [Fact]
    public async Task Of_many_who_take_one_lease_at_once_one_has_it()
    {
        EnvironmentLease?[] taken = await Task.WhenAll(Enumerable.Range(0, Writers).Select(number => Task.Run(async () =>
        {
            try
            {
                return await _store.AcquireLeaseAsync(SampleJournal.IdOf(1), new LeaseHolder($"holder-{number}", "machine/boot", number, number), Minute, CancellationToken.None);
            }
            catch (EnvironmentLeaseHeldException)
            {
                return null;
            }
        })));

        taken.OfType<EnvironmentLease>().Should().ContainSingle().Which.Should().Be(await FindLeaseAsync());
    }

    [Fact]
    public async Task Environments_that_are_written_at_once_do_not_mix()
    {
        SampleJournal[] journals = await Task.WhenAll(Enumerable.Range(1, Writers).Select(number => SampleJournal.BeginAsync(_store, number)));

        await Task.WhenAll(journals.Select(journal => Task.Run(async () =>
        {
            for (int attempt = 1; attempt <= 20; attempt++)
            {
                await journal.AppendAsync([SampleJournal.Attempt(attempt)], Secrets($"attempt-{attempt}", $"{journal.Id}-{attempt}"));
            }
        })));

        foreach (SampleJournal journal in journals)
        {
            IReadOnlyList<EnvironmentEvent> events = await _store.ReadAsync(journal.Id, 1, int.MaxValue, CancellationToken.None);
            events.Select(EventJson.Write).Should().Equal(journal.Events.Select(EventJson.Write));
            (await _store.ReadSecretsAsync(journal.Id, CancellationToken.None)).Should().HaveCount(20).And.AllSatisfy(secret => secret.Value.Reveal().Should().StartWith(journal.Id.Value));
        }
    }

    [Fact]
    public async Task Secrets_are_read_by_name_replaced_and_gone_at_termination()
    {
        SampleJournal journal = await SampleJournal.BeginAsync(_store, 1);
        await journal.AppendAsync([SampleJournal.Attempt(1)], new Dictionary<string, Secret> { ["database/orders:password"] = new("first-password"), ["other"] = new("äöü 'x' ${y}\n👍") });
        await journal.AppendAsync([SampleJournal.Attempt(2)], Secrets("database/orders:password", "second-password"));

        IReadOnlyDictionary<string, Secret> secrets = await _store.ReadSecretsAsync(journal.Id, CancellationToken.None);
        secrets.ToDictionary(secret => secret.Key, secret => secret.Value.Reveal()).Should().Equal(
            new Dictionary<string, string> { ["database/orders:password"] = "second-password", ["other"] = "äöü 'x' ${y}\n👍" });
        await journal.AppendAsync(new TerminationStarted("asked"));
        (await _store.ReadSecretsAsync(journal.Id, CancellationToken.None)).Should().HaveCount(2);
        await journal.AppendAsync([new EnvironmentTerminated()], Secrets("late", "late-password"));

        (await _store.ReadSecretsAsync(journal.Id, CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_query_means_what_matches_it_oldest_first()
    {
        await FillAsync();

        (await Query(new EnvironmentQuery())).Should().Equal(1, 2, 3, 4, 5, 6);
        (await Query(new EnvironmentQuery { Owner = "payments" })).Should().Equal(1, 3, 5);
        (await Query(new EnvironmentQuery { Type = EnvironmentType.Staging })).Should().Equal(2, 3);
        (await Query(new EnvironmentQuery { Name = "shop-4" })).Should().Equal(4);
        (await Query(new EnvironmentQuery { Status = EnvironmentStatus.Ready })).Should().Equal(1, 2, 3);
        (await Query(new EnvironmentQuery { Owner = "payments", Status = EnvironmentStatus.Ready })).Should().Equal(1, 3);
        (await Query(new EnvironmentQuery { Owner = "payments", Status = EnvironmentStatus.Ready, Type = EnvironmentType.Staging })).Should().Equal(3);
        (await Query(new EnvironmentQuery { Active = true })).Should().Equal(1, 2, 3, 4);
        (await Query(new EnvironmentQuery { Active = false })).Should().Equal(5, 6);
        (await Query(new EnvironmentQuery { Tags = Tags("parity", "odd") })).Should().Equal(1, 3, 5);
        (await Query(new EnvironmentQuery { Tags = new Dictionary<string, string> { ["parity"] = "odd", ["number"] = "3" } })).Should().Equal(3);
        (await Query(new EnvironmentQuery { Tags = Tags("number", "odd") })).Should().BeEmpty("the value is another tag's");
        (await Query(new EnvironmentQuery { Owner = "nobody" })).Should().BeEmpty();
    }

    [Fact]
    public async Task A_query_goes_page_by_page()
    {
        await FillAsync();
        EnvironmentQuery query = new() { Active = true, MaximumCount = 3 };

        (await Query(query)).Should().Equal(1, 2, 3);
        (await Query(query with { After = SampleJournal.IdOf(3) })).Should().Equal(4);
        (await Query(query with { After = SampleJournal.IdOf(4) })).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_deleted_is_gone_with_its_lease_and_secrets()
    {
        SampleJournal journal = await SampleJournal.BeginAsync(_store, 1);
        await journal.AppendAsync([SampleJournal.Attempt(1)], Secrets("password", "correct-horse"));
        SampleJournal other = await SampleJournal.BeginAsync(_store, 2);

        await _store.DeleteAsync(journal.Id, CancellationToken.None);
        await _store.DeleteAsync(journal.Id, CancellationToken.None);

        (await _store.FindAsync(journal.Id, CancellationToken.None)).Should().BeNull();
        (await _store.ReadAsync(journal.Id, 1, 10, CancellationToken.None)).Should().BeEmpty();
        (await _store.ReadSecretsAsync(journal.Id, CancellationToken.None)).Should().BeEmpty();
        (await FindLeaseAsync()).Should().BeNull();
        (await Query(new EnvironmentQuery())).Should().Equal(2);
        await other.AppendAsync(SampleJournal.Attempt(1));
    }

    private static Dictionary<string, Secret> Secrets(string name, string value) => new() { [name] = new Secret(value) };

    private static Dictionary<string, string> Tags(string name, string value) => new() { [name] = value };

    private static async Task LosesAsync(Func<Task> call) => (await call.Should().ThrowAsync<EnvironmentLeaseLostException>()).Which.EnvironmentId.Should().Be(SampleJournal.IdOf(1));

    private async Task<EnvironmentLease> AcquireAsync(LeaseHolder holder) => await _store.AcquireLeaseAsync(SampleJournal.IdOf(1), holder, Minute, CancellationToken.None);

    private async Task<EnvironmentLease?> FindLeaseAsync() => await _store.FindLeaseAsync(SampleJournal.IdOf(1), CancellationToken.None);

    private async Task<IEnumerable<string>> ReadAsync(long from, int count) => (await _store.ReadAsync(SampleJournal.IdOf(1), from, count, CancellationToken.None)).Select(EventJson.Write);

    private async Task EndsAtAsync(long sequence)
    {
        (await _store.ReadAsync(SampleJournal.IdOf(1), 1, 100, CancellationToken.None)).Should().HaveCount((int)sequence);
        (await _store.FindAsync(SampleJournal.IdOf(1), CancellationToken.None))!.Version.Should().Be(sequence);
    }

    private async Task LoseAsync(EnvironmentLease lease, string how)
    {
        switch (how)
        {
            case "broken":
                await _store.BreakLeaseAsync(lease, CancellationToken.None);
                break;
            case "released":
                await _store.ReleaseLeaseAsync(lease, CancellationToken.None);
                break;
            default:
                _time.Advance(Minute * 2);
                await AcquireAsync(Two);
                break;
        }
    }

    /// <summary>1 to 3 are Ready, 4 is Provisioning, 5 is Terminated, 6 has failed and left nothing; 2 and 3 are for staging.</summary>
    private async Task FillAsync()
    {
        foreach (int number in new[] { 4, 2, 6, 1, 3, 5 })
        {
            SampleJournal journal = await SampleJournal.BeginAsync(_store, number, new EnvironmentSpec($"shop-{number}", number % 2 == 1 ? "payments" : "search")
            {
                Type = number is 2 or 3 ? EnvironmentType.Staging : EnvironmentType.Testing,
                Tags = new Dictionary<string, string> { ["parity"] = number % 2 == 1 ? "odd" : "even", ["number"] = $"{number}" },
            });
            await (number switch
            {
                <= 3 => journal.AppendAsync(new ProvisioningSucceeded(TimeSpan.Zero)),
                5 => journal.TerminateAsync(),
                6 => journal.AppendAsync(new ProvisioningFailed("no", [], [])),
                _ => Task.CompletedTask,
            });
        }
    }

    private async Task<IEnumerable<int>> Query(EnvironmentQuery query)
    {
        Dictionary<EnvironmentId, int> numbers = Enumerable.Range(1, 20).ToDictionary(SampleJournal.IdOf);
        return (await _store.QueryAsync(query, CancellationToken.None).ToListAsync()).Select(environment => numbers[environment.Id]);
    }
}
