using System.Text.RegularExpressions;

namespace Lumina.Environments.Fixtures.Tests;

[Trait("Category", "Fixtures")]
public sealed partial class KeepTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lumina-keep-");

    [Fact]
    public async Task What_outlives_the_process_is_kept_and_a_file_of_this_user_says_how_to_reach_it()
    {
        ShopFixture fixture = Kept();
        await fixture.InitializeAsync();
        EnvironmentId id = fixture.Environment.Id;
        string connectionString = fixture.Environment.ConnectionString("orders");
        await fixture.DisposeAsync();

        fixture.Platform.Components.Should().HaveCount(2);
        string said = fixture.Progress.Should().ContainSingle(line => line.Contains("it is kept", StringComparison.Ordinal)).Subject;
        said.Should().Contain("expires at").And.NotContain(connectionString);
        string file = NoteFile().Match(said).Value;
        (await File.ReadAllLinesAsync(file)).Should().Contain($"ConnectionStrings__orders={connectionString}").And.Contain(line => line.Contains(id.ToString(), StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await using EnvironmentManager later = EnvironmentManager.Create(environments => environments.UseInMemory(fixture.Platform).UseSqlite(Store));
        await later.TerminateAsync(id);
        fixture.Platform.IsEmpty.Should().BeTrue("the note says how it is ended");

        ShopFixture next = new() { Also = environments => environments.UseSqlite(Store) };
        await next.InitializeAsync();
        await next.DisposeAsync();
        File.Exists(file).Should().BeFalse("of what is gone nobody needs to know more");
    }

    [Fact]
    public async Task What_ends_with_the_process_is_said_to_and_taken_down()
    {
        ShopFixture fixture = new() { Keep = true };
        await fixture.InitializeAsync();
        await fixture.DisposeAsync();

        fixture.Progress.Should().Contain(line => line.Contains("it cannot be kept", StringComparison.Ordinal) && line.Contains("DockerLifetime.Environment", StringComparison.Ordinal)).And.NotContain(line => line.Contains("it is kept", StringComparison.Ordinal));
        fixture.Platform.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task The_first_run_after_its_expiry_takes_it_away()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddYears(60));
        ShopFixture first = Kept(clock);
        await first.InitializeAsync();
        EnvironmentId id = first.Environment.Id;
        await first.DisposeAsync();
        string file = NoteFile().Match(first.Progress.First(line => line.Contains("it is kept", StringComparison.Ordinal))).Value;
        ShopFixture other = new() { Clock = clock, Also = environments => environments.UseSqlite(Path.Combine(_folder.FullName, "other.db")) };
        await other.InitializeAsync();
        await other.DisposeAsync();
        File.Exists(file).Should().BeTrue("it is there still, and another store knows nothing of it");
        clock.Advance(EnvironmentSpec.DefaultLifetime);

        ShopFixture second = new() { Clock = clock, Also = environments => environments.UseSqlite(Store), Shared = first.Platform };
        await second.InitializeAsync();

        first.Platform.Components.Should().NotContain(component => component.Marks.EnvironmentId == id).And.HaveCount(2);
        File.Exists(file).Should().BeFalse();
        await second.DisposeAsync();
        first.Platform.IsEmpty.Should().BeTrue();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Store => Path.Combine(_folder.FullName, "store.db");

    private ShopFixture Kept(TimeProvider? clock = null)
    {
        ShopFixture fixture = new() { Keep = true, Clock = clock ?? TimeProvider.System, Also = environments => environments.UseSqlite(Store) };
        fixture.Platform.OutlivesProcess = true;
        return fixture;
    }

    [GeneratedRegex(@"\S*lumina-kept-\S*\.txt", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NoteFile();
}
