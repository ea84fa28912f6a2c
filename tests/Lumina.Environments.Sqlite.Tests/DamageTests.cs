using System.Text;
using Lumina.Environments.Sqlite.TestHost;
using Microsoft.Data.Sqlite;

namespace Lumina.Environments.Sqlite.Tests;

[Trait("Category", "Sqlite")]
public sealed class DamageTests : IDisposable
{
    private const int Environments = 60;
    private const int Events = 20;
    private const int Cuts = 60;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_was_cut_at_any_byte_is_told_at_once_with_what_can_be_read_of_it_and_left_as_it_is()
    {
        await FillAsync();
        byte[] whole = await File.ReadAllBytesAsync(_folder.Store);
        Random random = new(20260131);
        int readable = 0;

        foreach (int length in Enumerable.Range(0, Cuts).Select(cut => cut < 6 ? new[] { 0, 1, 50, 99, 100, whole.Length - 1 }[cut] : random.Next(whole.Length)).Order())
        {
            await File.WriteAllBytesAsync(_folder.Store, whole[..length]);

            Action open = () => _folder.Open();

            EnvironmentStoreDamagedException error = open.Should().Throw<EnvironmentStoreDamagedException>($"it was cut to {length} of {whole.Length} bytes").Which;
            error.Path.Should().Be(_folder.Store);
            error.Message.Should().NotContain("another program");
            error.Message.Should().StartWith($"The store {_folder.Store} cannot be read: ")
                .And.Contain($"Of its environments {error.Readable.Count} can still be read, and of their events {error.Readable.Sum(journal => journal.EventCount)}.");
            error.Readable.Should().AllSatisfy(journal => journal.LastSequence.Should().BeInRange(0, Events + 1)).And.OnlyHaveUniqueItems(journal => journal.EnvironmentId);
            (await File.ReadAllBytesAsync(_folder.Store)).Should().Equal(whole[..length], "it is left as it is");
            readable = error.Readable.Sum(journal => journal.EventCount);
        }

        readable.Should().BeInRange((Environments * (Events + 1)) - 1, Environments * (Events + 1), "the last cut took one byte");
    }

    [Fact]
    public async Task What_is_listed_as_readable_is_what_the_pages_before_the_cut_hold()
    {
        await FillAsync();
        byte[] whole = await File.ReadAllBytesAsync(_folder.Store);
        await File.WriteAllBytesAsync(_folder.Store, whole[..(whole.Length / 2)]);

        Action open = () => _folder.Open();

        IReadOnlyList<ReadableJournal> readable = open.Should().Throw<EnvironmentStoreDamagedException>().Which.Readable;
        readable.Should().HaveCountGreaterThan(10).And.Contain(new ReadableJournal(SampleJournal.IdOf(1), Events + 1, Events + 1), "the oldest is on the first pages");
        readable.Sum(journal => journal.EventCount).Should().BeLessThan(Environments * (Events + 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no database\n")]
    [InlineData("SQLite format 3")]
    public async Task A_file_that_is_no_database_is_told_and_left_as_it_is(string text)
    {
        await FillAsync();
        await File.WriteAllTextAsync(_folder.Store, text);

        Action open = () => _folder.Open();

        open.Should().Throw<EnvironmentStoreDamagedException>().Which.Readable.Should().BeEmpty();
        (await File.ReadAllTextAsync(_folder.Store)).Should().Be(text);
    }

    [Fact]
    public void What_is_no_store_is_told_before_a_key_is_asked_for()
    {
        File.WriteAllText(_folder.Store, "no database\n");
        Action open = () => _folder.Open();
        open.Should().Throw<EnvironmentStoreDamagedException>().WithMessage("*it is no SQLite database*");

        File.Delete(_folder.Store);
        _folder.Run("CREATE TABLE theirs (x)");
        open.Should().Throw<EnvironmentStoreDamagedException>().WithMessage("*it is a SQLite database of another program*");
        File.Exists(_folder.Key).Should().BeFalse();
    }

    [Fact]
    public async Task A_large_file_that_is_no_database_is_told()
    {
        await FillAsync();
        await File.WriteAllBytesAsync(_folder.Store, Encoding.UTF8.GetBytes(new string('x', 100_000)));

        Action open = () => _folder.Open();

        open.Should().Throw<EnvironmentStoreDamagedException>().WithMessage("*it is no SQLite database*");
    }

    [Fact]
    public async Task A_database_of_another_program_is_told_and_gets_no_tables_of_ours()
    {
        await FillAsync();
        File.Delete(_folder.Store);
        _folder.Run("CREATE TABLE theirs (x)");

        Action open = () => _folder.Open();

        open.Should().Throw<EnvironmentStoreDamagedException>().WithMessage("*it is a SQLite database of another program*");
        _folder.Run("SELECT COUNT(*) FROM sqlite_schema").Should().Be(1L);
    }

    [Fact]
    public async Task Pages_that_were_overwritten_are_told_when_they_are_read()
    {
        await FillAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_folder.Store);
        int page = Find(bytes, "The server did not answer.") / 4096;
        bytes.AsSpan(page * 4096, 4096).Fill(0xAB);
        await File.WriteAllBytesAsync(_folder.Store, bytes);
        await using SqliteEnvironmentStore store = _folder.Open();

        Func<Task> read = async () =>
        {
            for (int number = 1; number <= Environments; number++)
            {
                await store.ReadAsync(SampleJournal.IdOf(number), 1, 100, CancellationToken.None);
            }
        };

        EnvironmentStoreDamagedException error = (await read.Should().ThrowAsync<EnvironmentStoreDamagedException>()).Which;
        error.InnerException.Should().BeOfType<SqliteException>();
        error.Readable.Should().HaveCount(Environments).And.Contain(journal => journal.LastSequence < Events + 1).And.Contain(journal => journal.LastSequence == Events + 1);
    }

    [Fact]
    public async Task What_lies_between_pages_that_were_overwritten_is_listed_as_readable()
    {
        await FillAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_folder.Store);
        foreach (int place in new[] { Find(bytes, "The server did not answer."), bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("The server did not answer.")) })
        {
            bytes.AsSpan(place / 4096 * 4096, 4096).Fill(0xAB);
        }

        await File.WriteAllBytesAsync(_folder.Store, bytes);
        await using SqliteEnvironmentStore store = _folder.Open();

        Func<Task> read = () => store.ReadAsync(SampleJournal.IdOf(1), 1, 100, CancellationToken.None).AsTask();

        IReadOnlyList<ReadableJournal> readable = (await read.Should().ThrowAsync<EnvironmentStoreDamagedException>()).Which.Readable;
        readable.Should().HaveCount(Environments);
        readable.Count(journal => journal.LastSequence == Events + 1).Should().BeGreaterThan(Environments - 8, "a page holds less than the events of two environments");
    }

    [Theory]
    [InlineData("DELETE FROM events WHERE sequence = 3", "A journal lacks event 3.")]
    [InlineData("DELETE FROM events WHERE sequence = 21", "A journal lacks the event that should be at 21.")]
    [InlineData("UPDATE events SET previous = 21 WHERE sequence = 3", "A journal lacks event 2.")]
    [InlineData("UPDATE events SET json = '{' WHERE sequence = 3", "*")]
    [InlineData("UPDATE events SET json = '{}' WHERE sequence = 3", "*no event*")]
    public async Task A_journal_with_a_hole_or_with_what_is_no_event_is_told(string damage, string reason)
    {
        await FillAsync();
        _folder.Run(damage);
        await using SqliteEnvironmentStore store = _folder.Open();

        Func<Task> read = () => store.ReadAsync(SampleJournal.IdOf(1), 1, 100, CancellationToken.None).AsTask();
        Func<Task> find = () => store.FindAsync(SampleJournal.IdOf(1), CancellationToken.None).AsTask();

        (await read.Should().ThrowAsync<EnvironmentStoreDamagedException>()).WithMessage($"*The journal of environment {SampleJournal.IdOf(1)} is damaged: *{reason}*");
        (await find.Should().ThrowAsync<EnvironmentStoreDamagedException>()).WithMessage($"*The journal of environment {SampleJournal.IdOf(1)} is damaged: *");
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_read_is_told_anew_by_the_journal()
    {
        await FillAsync();
        _folder.Run("UPDATE snapshots SET json = '{\"from\": \"a newer version\"}'");
        await using SqliteEnvironmentStore store = _folder.Open();

        (await store.FindAsync(SampleJournal.IdOf(1), CancellationToken.None))!.Version.Should().Be(Events + 1);
        (await store.QueryAsync(new EnvironmentQuery(), CancellationToken.None).CountAsync()).Should().Be(Environments);
    }

    [Fact]
    public async Task A_secret_that_was_changed_or_moved_is_not_given_out()
    {
        await FillAsync();
        _folder.Run("UPDATE secrets SET value = (SELECT value FROM secrets WHERE environment = 2) WHERE environment = 1");
        await using SqliteEnvironmentStore store = _folder.Open();

        Func<Task> read = () => store.ReadSecretsAsync(SampleJournal.IdOf(1), CancellationToken.None).AsTask();

        (await read.Should().ThrowAsync<EnvironmentStoreDamagedException>()).WithMessage("*The secret password of environment*was changed*");
    }

    private static int Find(byte[] bytes, string text) => bytes.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(text));

    private async Task FillAsync()
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        await store.FillAsync(Environments, Events);
    }
}
