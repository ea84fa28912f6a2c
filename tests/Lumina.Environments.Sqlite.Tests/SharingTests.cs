using System.Globalization;
using Lumina.Environments.Sqlite.TestHost;

namespace Lumina.Environments.Sqlite.Tests;

[Trait("Category", "Sqlite")]
public sealed class SharingTests : IDisposable
{
    private const int Kills = 12;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sixteen_writers_on_two_stores_of_one_file_leave_no_gap_and_nothing_twice()
    {
        const int Each = 15;
        await using SqliteEnvironmentStore first = _folder.Open();
        await using SqliteEnvironmentStore second = _folder.Open();
        StoreJournal begun = await SampleJournal.BeginAsync(first, 1);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            SqliteEnvironmentStore store = writer % 2 == 0 ? first : second;
            for (int done = 0; done < Each;)
            {
                try
                {
                    StoreJournal journal = new(store, begun.Lease, await store.FindAsync(begun.Id, CancellationToken.None));
                    await journal.AppendAsync(StoreJournal.Attempt(done + 1) with { Actor = $"writer-{writer}" });
                    done++;
                }
                catch (EnvironmentConflictException)
                {
                    // another was quicker
                }
            }
        })));

        IsWhole(await second.ReadAsync(begun.Id, 1, int.MaxValue, CancellationToken.None), writers: 16, Each);
    }

    [SkippableFact]
    public async Task Two_processes_that_both_believe_to_hold_the_lease_append_nothing_doubly()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "programs are started on Linux only");
        const int Each = 150;
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal begun = await SampleJournal.BeginAsync(store, 1);
        using WritingProgram one = WritingProgram.Race(_folder.Store, begun.Lease.FencingToken, Each, "one");
        using WritingProgram two = WritingProgram.Race(_folder.Store, begun.Lease.FencingToken, Each, "two");

        string[] said = await Task.WhenAll(one.RestAsync(), two.RestAsync());

        said.Should().AllSatisfy(line => line.Should().StartWith("refused "));
        IsWhole(await store.ReadAsync(begun.Id, 1, int.MaxValue, CancellationToken.None), writers: 2, Each);
    }

    [SkippableFact]
    public async Task A_process_that_is_killed_while_it_appends_leaves_what_was_acknowledged_and_at_most_the_commit_in_flight_whole()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "programs are started on Linux only");
        const int Environments = 6;
        Random random = new(4711);
        Dictionary<int, long> ends = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            Dictionary<int, long> acknowledged;
            using (WritingProgram program = WritingProgram.Append(_folder.Store, Environments))
            {
                await program.UntilAsync(random.Next(1, 300));
                program.Kill();
                acknowledged = program.Acknowledged;
            }

            await using SqliteEnvironmentStore store = _folder.Open();
            for (int number = 1; number <= Environments; number++)
            {
                long before = Math.Max(acknowledged.GetValueOrDefault(number), ends.GetValueOrDefault(number));
                IReadOnlyList<EnvironmentEvent> journal = await store.ReadAsync(SampleJournal.IdOf(number), 1, int.MaxValue, CancellationToken.None);

                journal.Select(@event => @event.Sequence).Should().Equal(Enumerable.Range(1, journal.Count).Select(sequence => (long)sequence));
                long extra = journal.Count - before;
                extra.Should().BeInRange(0, before == 0 ? 1 : 1 + (before % 3), "kill {0}: environment {1} was acknowledged up to {2}", kill, number, before);
                if (journal is [.., AttemptFailed last])
                {
                    last.Actor.Should().Be(journal.Count.ToString(CultureInfo.InvariantCulture), "a commit is there whole or not at all");
                }

                ends[number] = journal.Count;
                (await store.FindAsync(SampleJournal.IdOf(number), CancellationToken.None))?.Version.Should().Be(journal.Count);
            }
        }

        ends.Values.Should().AllSatisfy(end => end.Should().BePositive());
        _folder.Run("PRAGMA integrity_check").Should().Be("ok");
    }

    [Fact]
    public async Task One_that_is_refused_fails_alone_among_those_that_are_written_with_it()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal[] journals = await Task.WhenAll(Enumerable.Range(1, 40).Select(number => SampleJournal.BeginAsync(store, number)));
        foreach (StoreJournal journal in journals.Where((_, index) => index % 4 == 0))
        {
            await store.BreakLeaseAsync(journal.Lease, CancellationToken.None);
        }

        Task[] commits = [.. journals.Select(journal => journal.AppendAsync(StoreJournal.Attempt(1)))];
        await Task.WhenAll(commits).ContinueWith(_ => { }, TaskScheduler.Default);

        commits.Select(commit => commit.Exception?.InnerException is EnvironmentLeaseLostException).Should().Equal(journals.Select((_, index) => index % 4 == 0));
        commits.Where(commit => commit.IsCompletedSuccessfully).Should().HaveCount(30);
        (await store.QueryAsync(new EnvironmentQuery(), CancellationToken.None).ToListAsync()).Select(environment => environment.Version).Should().Equal(journals.Select((_, index) => index % 4 == 0 ? 1L : 2L));
    }

    [Fact]
    public async Task One_that_the_database_refuses_fails_alone_among_those_that_are_written_with_it()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal[] journals = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => SampleJournal.BeginAsync(store, number)));
        _folder.Run("CREATE TRIGGER no BEFORE INSERT ON events WHEN NEW.environment = 7 BEGIN SELECT RAISE(ABORT, 'not this one'); END");

        Task[] commits = [.. journals.Select(journal => journal.AppendAsync(StoreJournal.Attempt(1)))];
        await Task.WhenAll(commits).ContinueWith(_ => { }, TaskScheduler.Default);

        commits.Where(commit => commit.IsFaulted).Should().ContainSingle().Which.Exception!.InnerException.Should().BeOfType<EnvironmentStoreException>().Which.Message.Should().Contain("not this one");
        (await store.QueryAsync(new EnvironmentQuery(), CancellationToken.None).ToListAsync()).Count(environment => environment.Version == 2).Should().Be(19);
    }

    [Fact]
    public async Task A_file_that_another_holds_is_told_after_the_busy_timeout()
    {
        await using SqliteEnvironmentStore store = _folder.Open(configure: options => options.BusyTimeout = TimeSpan.FromSeconds(1));
        StoreJournal journal = await SampleJournal.BeginAsync(store, 1);
        using (SqliteSession other = SqliteSession.Open(_folder.Store, TimeSpan.FromSeconds(1)))
        {
            other.Run("BEGIN IMMEDIATE");

            Func<Task> append = () => journal.AppendAsync(StoreJournal.Attempt(1));

            (await append.Should().ThrowAsync<EnvironmentStoreException>()).WithMessage($"The store {_folder.Store} could not be written to: other processes held it for 00:00:01.*");
            (await store.FindAsync(journal.Id, CancellationToken.None))!.Version.Should().Be(1, "who reads waits for nobody");
            other.Run("ROLLBACK");
        }

        await journal.AppendAsync(StoreJournal.Attempt(1));
    }

    [Fact]
    public async Task Who_opens_a_store_to_read_and_closes_it_waits_for_nobody_who_writes()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal journal = await SampleJournal.BeginAsync(store, 1);
        using SqliteSession other = SqliteSession.Open(_folder.Store, TimeSpan.FromSeconds(1));
        other.Run("BEGIN IMMEDIATE");

        Task reading = Task.Run(async () =>
        {
            await using SqliteEnvironmentStore reader = _folder.Open(configure: options => options.BusyTimeout = TimeSpan.FromMinutes(5));
            (await reader.ListLeasesAsync(CancellationToken.None).CountAsync()).Should().Be(1);
            (await reader.FindAsync(journal.Id, CancellationToken.None))!.Version.Should().Be(1);
        });

        await reading.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        other.Run("ROLLBACK");
    }

    [Fact]
    public async Task A_call_is_cancelled_while_it_waits_and_not_after()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal journal = await SampleJournal.BeginAsync(store, 1);
        using CancellationTokenSource waiting = new();
        using (SqliteSession other = SqliteSession.Open(_folder.Store, TimeSpan.FromSeconds(1)))
        {
            other.Run("BEGIN IMMEDIATE");
            Task taken = store.CommitAsync(journal.Commit([StoreJournal.Attempt(1)]), waiting.Token).AsTask();
            while (!store.IsWriting)
            {
                await Task.Yield();
            }

            Task queued = store.RequestTerminationAsync(journal.Id, "ada", waiting.Token).AsTask();
            await waiting.CancelAsync();

            await queued.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
            other.Run("ROLLBACK");
            await taken;
        }

        (await store.FindAsync(journal.Id, CancellationToken.None))!.Version.Should().Be(2);
        (await store.FindLeaseAsync(journal.Id, CancellationToken.None))!.TerminationRequestedBy.Should().BeNull();
        Func<Task> cancelled = () => store.CommitAsync(journal.Commit([StoreJournal.Attempt(1)]), waiting.Token).AsTask();
        await cancelled.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Disposal_writes_what_waits_and_later_calls_are_told()
    {
        SqliteEnvironmentStore store = _folder.Open();
        StoreJournal[] journals = await Task.WhenAll(Enumerable.Range(1, 30).Select(number => SampleJournal.BeginAsync(store, number)));
        Task commits = Task.WhenAll(journals.Select(journal => journal.AppendAsync(StoreJournal.Attempt(1))));

        await store.DisposeAsync();
        await store.DisposeAsync();

        await commits;
        Func<Task> write = () => journals[0].AppendAsync(StoreJournal.Attempt(2));
        Func<Task> read = () => store.FindAsync(journals[0].Id, CancellationToken.None).AsTask();
        await write.Should().ThrowAsync<ObjectDisposedException>();
        await read.Should().ThrowAsync<ObjectDisposedException>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Events_that_are_not_numbered_without_a_gap_are_refused(int sequence)
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal journal = await SampleJournal.BeginAsync(store, 1);
        EnvironmentCommit commit = journal.Commit([StoreJournal.Attempt(1), StoreJournal.Attempt(2)]);

        Func<Task> append = () => store.CommitAsync(commit with { Events = [commit.Events[0], commit.Events[1] with { Sequence = sequence }] }, CancellationToken.None).AsTask();

        await append.Should().ThrowAsync<ArgumentException>();
        (await store.FindAsync(journal.Id, CancellationToken.None))!.Version.Should().Be(1);
    }

    private static void IsWhole(IReadOnlyList<EnvironmentEvent> events, int writers, int each)
    {
        events.Select(@event => @event.Sequence).Should().Equal(Enumerable.Range(1, 1 + (writers * each)).Select(sequence => (long)sequence));
        events.Skip(1).Cast<AttemptFailed>().GroupBy(attempt => attempt.Actor).Should().HaveCount(writers)
            .And.AllSatisfy(writer => writer.Select(attempt => attempt.Attempt).Should().Equal(Enumerable.Range(1, each)));
    }
}
