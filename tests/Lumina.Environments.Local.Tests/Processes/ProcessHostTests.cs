using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
public sealed class ProcessHostTests
{
    [SkippableFact]
    public async Task A_directory_of_its_name_that_another_has_made_is_neither_used_nor_deleted()
    {
        SkipElsewhere();
        TestProcessHost own = new();
        DirectoryInfo elsewhere = Directory.CreateTempSubdirectory("lumina-else-");
        DirectoryInfo strangers = elsewhere.CreateSubdirectory("strangers");
        string path = Path.Combine(elsewhere.FullName, Path.GetFileName(own.Host.RootDirectory));
        File.CreateSymbolicLink(path, strangers.FullName);

        Action owning = () => own.Host.OwnDirectory(elsewhere.FullName);
        owning.Should().Throw<IOException>().WithMessage($"*'{path}' could not be made*");
        await own.DisposeAsync();

        strangers.Exists.Should().BeTrue();
        elsewhere.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task Its_directories_go_although_somebody_has_cleared_away_its_table()
    {
        SkipElsewhere();
        TestProcessHost own = new();
        DirectoryInfo elsewhere = Directory.CreateTempSubdirectory("lumina-else-");
        string directory = own.Host.OwnDirectory(elsewhere.FullName);
        own.Host.OwnDirectory(elsewhere.FullName).Should().Be(directory);
        File.Delete(HostRoot.Table(own.Host.RootDirectory));

        await own.DisposeAsync();

        Directory.Exists(directory).Should().BeFalse();
        elsewhere.Delete();
    }

    [SkippableFact]
    public async Task What_is_being_started_while_it_closes_is_waited_for_and_ends_with_it_and_nothing_starts_after_that()
    {
        SkipElsewhere();
        TestProcessHost own = new();
        TaskCompletionSource<ProcessIdentity> isThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource isWritten = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ChildProcess> starting = own.Host.StartAsync(TestProcessHost.Shell("exec sleep 600") with
        {
            BeforeItRuns = async (identity, _) =>
            {
                isThere.SetResult(identity);
                await isWritten.Task;
            },
        });
        ProcessIdentity process = await isThere.Task;

        Task closing = own.Host.DisposeAsync().AsTask();
        Func<Task> late = () => own.ShellAsync("exec sleep 600");
        await late.Should().ThrowAsync<ObjectDisposedException>();
        closing.IsCompleted.Should().BeFalse();
        isWritten.SetResult();
        await starting;
        await closing;

        Evidence.IsAlive(process.Pid).Should().BeFalse();
        await own.DisposeAsync();
    }

    private static void SkipElsewhere() => Skip.IfNot(OperatingSystem.IsLinux(), "The process machinery is for Linux.");
}
