using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lumina.Environments.Sqlite.TestHost;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Sqlite.Tests;

[Trait("Category", "Sqlite")]
public sealed class FileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_is_there_when_the_file_is_opened_again()
    {
        await FillAsync(environments: 3, events: 5);

        await using SqliteEnvironmentStore again = _folder.Open();

        (await again.QueryAsync(new EnvironmentQuery(), CancellationToken.None).ToListAsync()).Select(environment => environment.Version).Should().Equal(6, 6, 6);
        (await again.ReadSecretsAsync(SampleJournal.IdOf(1), CancellationToken.None))["password"].Reveal().Should().Be("correct-horse-1");
        EnvironmentLease lease = await again.AcquireLeaseAsync(SampleJournal.IdOf(9), StoreJournal.Holder, TimeSpan.FromMinutes(1), CancellationToken.None);
        lease.FencingToken.Should().Be(4, "tokens go on where they were");
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_may_read_what_belongs_to_the_store()
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no modes");
        string path = Path.Combine(_folder.Folder, "made", "for it", "store.db");
        await using SqliteEnvironmentStore store = new(new SqliteStoreOptions { Path = path });
        await SampleJournal.BeginAsync(store, 1);

        Modes(Path.GetDirectoryName(path)!).Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["store.db"] = "600",
            ["store.db-wal"] = "600",
            ["store.db-shm"] = "600",
            ["store.db.key"] = "600",
        });
        Octal(File.GetUnixFileMode(Path.GetDirectoryName(path)!)).Should().Be("700");
    }

    [Theory]
    [InlineData("", "is a folder. Name a file in it.")]
    [InlineData("taken/store.db", "Name a file in a folder in which this process may write.")]
    public void A_path_at_which_no_file_can_be_made_is_told(string path, string advice)
    {
        string place = Path.Combine(_folder.Folder, path);
        File.WriteAllText(Path.Combine(_folder.Folder, "taken"), "a file");

        Action open = () => _ = new SqliteEnvironmentStore(new SqliteStoreOptions { Path = place });

        open.Should().Throw<EnvironmentStoreException>().WithMessage($"*{advice}").Which.Path.Should().Be(Path.GetFullPath(place));
    }

    [Fact]
    public void A_store_in_memory_is_refused() =>
        SqliteStoreOptionsValidator.FaultsOf(new SqliteStoreOptions { Path = ":memory:" }).Should().ContainSingle().Which.Should().Contain("keeps nothing");

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_looser_mode_is_tightened_when_the_store_is_opened()
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no modes");
        await FillAsync(environments: 1, events: 1);
        File.SetUnixFileMode(_folder.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(_folder.Store + ".key", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await using SqliteEnvironmentStore again = _folder.Open();

        Modes(_folder.Folder).Values.Should().AllBe("600");
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_store_that_may_not_be_written_to_is_refused_and_nothing_of_it_or_beside_it_is_changed()
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no modes");
        Skip.If(Environment.IsPrivilegedProcess, "root may write everything: run this as another user");
        await FillAsync(environments: 1, events: 1);
        File.SetUnixFileMode(_folder.Store, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Action open = () => _folder.Open();

        open.Should().Throw<EnvironmentStoreException>().WithMessage("*this process needs the right to write the file, what is beside it (-wal, -shm) and its directory.");
        Modes(_folder.Folder).Should().BeEquivalentTo(new Dictionary<string, string> { ["store.db"] = "444", ["store.db.key"] = "600" });
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Who_owns_a_store_gets_no_more_rights_than_he_had()
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no modes");
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root writes what nobody may write to");
        await FillAsync(environments: 1, events: 1);
        File.SetUnixFileMode(_folder.Store, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        await using SqliteEnvironmentStore again = _folder.Open();

        Octal(File.GetUnixFileMode(_folder.Store)).Should().Be("400");
    }

    [SkippableFact]
    public async Task A_store_whose_file_is_deleted_while_it_is_in_use_takes_nothing_more_and_says_so()
    {
        Skip.If(OperatingSystem.IsWindows(), "what is open cannot be deleted there");
        await using SqliteEnvironmentStore store = _folder.Open();
        await SampleJournal.BeginAsync(store, 1);
        foreach (string file in Directory.EnumerateFiles(_folder.Folder))
        {
            File.Delete(file);
        }

        Func<Task> next = () => SampleJournal.BeginAsync(store, 2);

        (await next.Should().ThrowAsync<EnvironmentStoreException>()).WithMessage($"The store {_folder.Store} is gone: somebody has deleted or moved its file while it was in use.*");
        Directory.EnumerateFiles(_folder.Folder).Should().BeEmpty("no other store is made in its place");
    }

    [Fact]
    public async Task Nothing_half_made_is_left_where_many_make_the_store_at_once()
    {
        SqliteEnvironmentStore[] stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _folder.Open())));

        for (int number = 0; number < stores.Length; number++)
        {
            await SampleJournal.BeginAsync(stores[number], number);
        }

        foreach (SqliteEnvironmentStore store in stores)
        {
            (await store.QueryAsync(new EnvironmentQuery(), CancellationToken.None).CountAsync()).Should().Be(stores.Length);
            await store.DisposeAsync();
        }

        Directory.EnumerateFiles(_folder.Folder).Select(Path.GetFileName).Should().BeEquivalentTo("store.db", "store.db.key");
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_byte_for_byte()
    {
        await FillAsync(environments: 2, events: 2);
        _folder.Run("PRAGMA user_version = 7");
        byte[] before = _folder.Bytes();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        Action open = () => _folder.Open();

        EnvironmentStoreVersionException error = open.Should().Throw<EnvironmentStoreVersionException>().Which;
        (error.Path, error.Version, error.SupportedVersion).Should().Be((_folder.Store, 7, StoreSchema.Scripts.Count));
        error.Message.Should().Be($"The store {_folder.Store} has schema version 7, and this version of the library knows {StoreSchema.Scripts.Count}: use the newer version of the library, or another file.");
        _folder.Bytes().Should().Equal(before);
        Directory.EnumerateFiles(_folder.Folder).Should().HaveCount(2);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_folder.Store).Should().HaveFlag(UnixFileMode.GroupRead, "what is refused keeps its mode, too");
        }
    }

    [SkippableFact]
    public async Task A_newer_version_that_is_only_in_the_log_yet_is_refused_too_and_the_log_is_left()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the program that is killed is started on Linux only");
        using (WritingProgram program = WritingProgram.Append(_folder.Store, environments: 1))
        {
            await program.UntilAsync(acknowledged: 3);
            program.Kill();
        }

        // The version as a newer process leaves it when it is killed: in a page of the log.
        _folder.RunWithoutCheckpoint("PRAGMA user_version = 7");
        byte[] before = _folder.Bytes();

        Action open = () => _folder.Open();

        open.Should().Throw<EnvironmentStoreVersionException>();
        _folder.Bytes().Should().Equal(before);
    }

    [Fact]
    public async Task An_older_file_becomes_a_newer_one_all_at_once_or_not_at_all()
    {
        await _folder.Open().DisposeAsync();
        string[] further = [.. StoreSchema.Scripts, "CREATE TABLE later (x); INSERT INTO later VALUES (1);"];

        Migrating([.. further, "CREATE TABLE last (x); SELECT no_such_function();"]).Should().Throw<Exception>();
        _folder.Run("PRAGMA user_version").Should().Be((long)StoreSchema.Scripts.Count);
        _folder.Run("SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('later', 'last')").Should().Be(0L);
        Migrating(further).Should().NotThrow();
        Migrating(further).Should().NotThrow("it is done already");

        _folder.Run("PRAGMA user_version").Should().Be((long)further.Length);
        _folder.Run("SELECT COUNT(*) FROM later").Should().Be(1L);

        Action Migrating(string[] scripts) => () =>
        {
            using SqliteSession session = SqliteSession.Open(_folder.Store, TimeSpan.FromSeconds(1));
            StoreSchema.Migrate(session, scripts);
        };
    }

    [Fact]
    public async Task The_wrong_key_is_told_with_its_file_and_changes_nothing()
    {
        await FillAsync(environments: 1, events: 1);
        string right = await File.ReadAllTextAsync(_folder.Key);
        await File.WriteAllTextAsync(_folder.Key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        byte[] before = _folder.Bytes();

        Action open = () => _folder.Open();

        EnvironmentStoreKeyException error = open.Should().Throw<EnvironmentStoreKeyException>().Which;
        error.KeyFile.Should().Be(_folder.Key);
        error.Message.Should().Be($"The key in {_folder.Key} is not the one of the store {_folder.Store}: put the right key file in its place. The store is left as it is.");
        _folder.Bytes().Should().Equal(before);
        await File.WriteAllTextAsync(_folder.Key, right);
        await _folder.Open().DisposeAsync();
    }

    [Fact]
    public async Task A_missing_key_file_is_told_and_not_made_anew()
    {
        await FillAsync(environments: 1, events: 1);
        File.Delete(_folder.Key);

        Action open = () => _folder.Open();

        open.Should().Throw<EnvironmentStoreKeyException>().WithMessage($"The store {_folder.Store} is there, and its key file {_folder.Key} is not: put the key file back, or say with KeyFile where it is.*");
        File.Exists(_folder.Key).Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("c2hvcnQ=")]
    [InlineData("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw==")]
    public async Task A_key_file_that_holds_no_key_is_told(string text)
    {
        await File.WriteAllTextAsync(_folder.Key, text);

        Action open = () => _folder.Open();

        open.Should().Throw<EnvironmentStoreKeyException>().WithMessage($"The key file {_folder.Key} of the store {_folder.Store} holds no key*");
    }

    [Fact]
    public async Task A_key_in_the_options_makes_no_file_and_has_to_be_the_same_again()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        await _folder.Open(configure: options => options.Key = key).DisposeAsync();
        File.Exists(_folder.Key).Should().BeFalse();

        await _folder.Open(configure: options => options.Key = [.. key]).DisposeAsync();
        Action other = () => _folder.Open(configure: options => options.Key = RandomNumberGenerator.GetBytes(32));

        other.Should().Throw<EnvironmentStoreKeyException>().WithMessage("The key in the options is not the one of the store*").Which.KeyFile.Should().BeNull();
    }

    [Fact]
    public void All_that_is_wrong_with_the_options_is_told_at_once()
    {
        Action open = () => _ = new SqliteEnvironmentStore(new SqliteStoreOptions
        {
            Path = " ",
            Key = new byte[31],
            KeyFile = "some.key",
            BusyTimeout = TimeSpan.FromMilliseconds(999),
            RetainedJournals = -1,
            RetentionPeriod = TimeSpan.FromTicks(-1),
        });

        open.Should().Throw<OptionsValidationException>().Which.Failures.Should().Equal(
            "Path is empty: it is the store's file.",
            "Key has 31 bytes: it has 32.",
            "Key and KeyFile ('some.key') are both given: give one of them.",
            "BusyTimeout is 00:00:00.9990000: it is 1 second to 10 minutes.",
            "RetainedJournals is -1: it is 0 or more.",
            "RetentionPeriod is -00:00:00.0000001: it is 0 or more.");
    }

    [UnsupportedOSPlatform("windows")]
    private static Dictionary<string, string> Modes(string folder) =>
        Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), file => Octal(File.GetUnixFileMode(file)));

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);

    private async Task FillAsync(int environments, int events)
    {
        await using SqliteEnvironmentStore store = _folder.Open();
        await store.FillAsync(environments, events);
    }
}
