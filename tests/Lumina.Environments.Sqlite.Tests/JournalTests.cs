using Lumina.Environments.Sqlite.TestHost;

namespace Lumina.Environments.Sqlite.Tests;

[Trait("Category", "Sqlite")]
public sealed class JournalTests : IDisposable
{
    private const int Events = 300;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Any_part_of_a_long_journal_is_read_in_its_order_whatever_others_wrote_between()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal[] journals = await FillAsync(store);

        foreach (StoreJournal journal in journals)
        {
            foreach (int from in new[] { 1, 2, 63, 64, 65, 128, Events - 1, Events, Events + 1 })
            {
                foreach (int count in new[] { 1, 2, 64, 100, int.MaxValue })
                {
                    IReadOnlyList<EnvironmentEvent> read = await store.ReadAsync(journal.Id, from, count, CancellationToken.None);

                    read.Should().BeEquivalentTo(journal.Events.Skip(from - 1).Take(count), $"{count} were asked for from {from} on");
                }
            }
        }
    }

    [Fact]
    public async Task Deleting_an_environment_takes_its_events_and_no_others()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        StoreJournal[] journals = await FillAsync(store);

        await store.DeleteAsync(journals[1].Id, CancellationToken.None);

        _folder.Run("SELECT COUNT(*) FROM events").Should().Be(2L * Events);
        (await store.ReadAsync(journals[1].Id, 1, 10, CancellationToken.None)).Should().BeEmpty();
        (await store.ReadAsync(journals[0].Id, 1, int.MaxValue, CancellationToken.None)).Should().HaveCount(Events);
        (await store.ReadAsync(journals[2].Id, 1, int.MaxValue, CancellationToken.None)).Should().HaveCount(Events);
        StoreJournal anew = await SampleJournal.BeginAsync(store, 2);
        await anew.AppendAsync(StoreJournal.Attempt(1));
        (await store.ReadAsync(anew.Id, 1, 10, CancellationToken.None)).Should().BeEquivalentTo(anew.Events);
    }

    [Fact]
    public async Task A_store_of_the_first_version_keeps_every_event_and_can_be_appended_to()
    {
        StoreJournal[] journals;
        await using (SqliteEnvironmentStore store = _folder.Open())
        {
            journals = await FillAsync(store);
        }

        BecomeFirstVersion();

        await using SqliteEnvironmentStore again = _folder.Open();
        foreach (StoreJournal journal in journals)
        {
            await new StoreJournal(again, journal.Lease, journal.Environment).AppendAsync(StoreJournal.Attempt(1));
            (await again.ReadAsync(journal.Id, 1, Events, CancellationToken.None)).Should().BeEquivalentTo(journal.Events);
            (await again.FindAsync(journal.Id, CancellationToken.None))!.Version.Should().Be(Events + 1);
        }
    }

    [Fact]
    public async Task A_process_with_an_older_version_of_the_library_cannot_break_a_journal()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        await SampleJournal.BeginAsync(store, 1);

        Action append = () => _folder.Run("INSERT INTO events (environment, sequence, json) VALUES (1, 2, '{}')");

        append.Should().Throw<Microsoft.Data.Sqlite.SqliteException>().WithMessage("*NOT NULL constraint failed: events.previous*");
    }

    // Three journals, written in turn.
    private static async Task<StoreJournal[]> FillAsync(SqliteEnvironmentStore store)
    {
        StoreJournal[] journals = [await SampleJournal.BeginAsync(store, 1), await SampleJournal.BeginAsync(store, 2), await SampleJournal.BeginAsync(store, 3)];
        while (journals[^1].Version < Events)
        {
            await Task.WhenAll(journals.Select(journal => journal.AppendAsync(StoreJournal.Attempt((int)journal.Version))));
        }

        return journals;
    }

    // As the first version would have written it, each journal on its own.
    private void BecomeFirstVersion()
    {
        string first = Path.Combine(_folder.Folder, "first.db");
        using (SqliteSession session = SqliteSession.Create(first))
        {
            StoreSchema.Migrate(session, [StoreSchema.Scripts[0]]);
            session.Run($"ATTACH '{_folder.Store}' AS newest");
            session.Run(
                """
                INSERT INTO store SELECT * FROM newest.store;
                INSERT INTO leases SELECT * FROM newest.leases;
                INSERT INTO environments SELECT key, id, version, owner, name, type, status, active, created_at, expires_at, ended_at FROM newest.environments;
                INSERT INTO snapshots SELECT * FROM newest.snapshots;
                INSERT INTO events (environment, sequence, json) SELECT environment, sequence, json FROM newest.events ORDER BY environment DESC, sequence;
                """);
        }

        File.Move(first, _folder.Store, overwrite: true);
    }
}
