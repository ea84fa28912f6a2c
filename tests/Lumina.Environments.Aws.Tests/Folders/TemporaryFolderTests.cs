using Lumina.Environments.Folders;
using Microsoft.Extensions.Time.Testing;

namespace Lumina.Environments.Aws.Tests.Folders;

[Trait("Category", "Termination")]
public sealed class TemporaryFolderTests : IDisposable
{
    private readonly string _purpose = $"test{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6))}";
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private string[] There => Directory.GetDirectories(Path.GetTempPath(), $"lumina-{_purpose}-*");

    [Fact]
    public void A_folder_is_closed_to_others_and_gone_afterwards()
    {
        using (TemporaryFolder folder = new(_purpose, _time))
        {
            File.WriteAllText(Path.Combine(folder.Path, "a"), "a");
            There.Should().ContainSingle().Which.Should().Be(Path.GetDirectoryName(folder.Path));
            File.GetUnixFileMode(Path.GetDirectoryName(folder.Path)!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        There.Should().BeEmpty();
    }

    [Fact]
    public void A_folder_whose_content_cannot_be_deleted_costs_no_error_and_keeps_no_lock()
    {
        TemporaryFolder folder = new(_purpose, _time);
        Directory.Delete(folder.Path);

        folder.Dispose();

        There.Should().BeEmpty();
    }

    [Fact]
    public void What_a_killed_process_left_goes_when_the_next_is_made_and_what_is_in_use_stays()
    {
        using TemporaryFolder inUse = new(_purpose, _time);
        string left = Leave(mode: UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, hasLock: true);
        using (TemporaryFolder soon = new(_purpose, _time))
        {
            Directory.Exists(left).Should().BeTrue("it may be just being made");
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        using TemporaryFolder next = new(_purpose, _time);

        There.Should().BeEquivalentTo(Path.GetDirectoryName(inUse.Path), Path.GetDirectoryName(next.Path));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead, true)]
    public void What_has_such_a_name_alone_stays(UnixFileMode mode, bool hasLock)
    {
        string someones = Leave(mode, hasLock);
        _time.Advance(TimeSpan.FromDays(1));

        new TemporaryFolder(_purpose, _time).Dispose();

        There.Should().Equal(someones);
    }

    public void Dispose() => Array.ForEach(There, directory => Directory.Delete(directory, recursive: true));

    private string Leave(UnixFileMode mode, bool hasLock)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory($"lumina-{_purpose}-");
        directory.CreateSubdirectory("content");
        if (hasLock)
        {
            File.WriteAllBytes(Path.Combine(directory.FullName, "lock"), []);
        }

        directory.UnixFileMode = mode;
        return directory.FullName;
    }
}
