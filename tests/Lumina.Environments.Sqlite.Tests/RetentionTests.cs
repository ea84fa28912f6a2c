using Lumina.Environments.Sqlite.TestHost;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Sqlite.Tests;

[Trait("Category", "Sqlite")]
public sealed class RetentionTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 31, 8, 15, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_newest_journals_of_ended_environments_are_kept_and_what_has_not_ended_always()
    {
        await using SqliteEnvironmentStore store = _folder.Open(_time, options => options.RetainedJournals = 2);
        StoreJournal[] journals = [.. await Task.WhenAll(Enumerable.Range(1, 6).Select(number => SampleJournal.BeginAsync(store, number)))];

        // Environments end in another order than they began in.
        foreach (int number in new[] { 5, 1, 4, 2 })
        {
            await EndAsync(journals[number - 1], number);
        }

        (await NumbersAsync(store)).Should().Equal(2, 3, 4, 6);
        _folder.Run("SELECT (SELECT COUNT(DISTINCT environment) FROM events) + (SELECT COUNT(*) FROM snapshots) + (SELECT COUNT(*) FROM leases)").Should().Be(4L + 4 + 4, "nothing of the others is left");
        await store.ReleaseLeaseAsync(journals[4].Lease, CancellationToken.None);
    }

    [Fact]
    public async Task None_is_kept_where_that_is_asked_for()
    {
        await using SqliteEnvironmentStore store = _folder.Open(_time, options => options.RetainedJournals = 0);
        StoreJournal journal = await SampleJournal.BeginAsync(store, 1);

        await journal.TerminateAsync();

        (await NumbersAsync(store)).Should().BeEmpty();
    }

    [Fact]
    public async Task Journals_are_dropped_when_they_are_old_at_the_next_termination_and_at_the_next_opening()
    {
        await using (SqliteEnvironmentStore store = _folder.Open(_time, options => options.RetentionPeriod = TimeSpan.FromDays(2)))
        {
            await EndAsync(await SampleJournal.BeginAsync(store, 1), 1);
            _time.Advance(TimeSpan.FromDays(1.5));
            await EndAsync(await SampleJournal.BeginAsync(store, 2), 2);
            (await NumbersAsync(store)).Should().Equal(1, 2);
            _time.Advance(TimeSpan.FromDays(0.6));
            await EndAsync(await SampleJournal.BeginAsync(store, 3), 3);
            (await NumbersAsync(store)).Should().Equal(2, 3);
        }

        _time.Advance(TimeSpan.FromDays(1.5));
        await using SqliteEnvironmentStore again = _folder.Open(_time, options => options.RetentionPeriod = TimeSpan.FromDays(2));
        await again.ReleaseLeaseAsync((await again.AcquireLeaseAsync(SampleJournal.IdOf(9), StoreJournal.Holder, TimeSpan.FromMinutes(1), CancellationToken.None)), CancellationToken.None);

        (await NumbersAsync(again)).Should().Equal(3);
    }

    private async Task EndAsync(StoreJournal journal, int number)
    {
        _time.Advance(TimeSpan.FromSeconds(number > 0 ? 1 : 0));
        EnvironmentCommit commit = journal.Commit([new TerminationStarted("asked"), new EnvironmentTerminated()]);
        await journal.CommitAsync(commit with { Snapshot = commit.Snapshot with { TerminatedAt = _time.GetUtcNow() } });
    }

    private static async Task<IEnumerable<int>> NumbersAsync(SqliteEnvironmentStore store)
    {
        Dictionary<EnvironmentId, int> numbers = Enumerable.Range(1, 9).ToDictionary(SampleJournal.IdOf);
        return (await store.QueryAsync(new EnvironmentQuery(), CancellationToken.None).ToListAsync()).Select(environment => numbers[environment.Id]);
    }
}
