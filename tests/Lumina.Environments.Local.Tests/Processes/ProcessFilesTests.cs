using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

/// <summary>Root in a container has no right to trace as a rule. It sees its own servers all the same, which run as accounts of their own.</summary>
[SupportedOSPlatform("linux")]
[Trait("Category", "Local")]
public sealed partial class ProcessFilesTests
{
    [SkippableFact]
    public async Task What_runs_as_another_account_is_seen_by_root_without_the_right_to_trace()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && UserAccount.HostIsRoot, "Who is not root runs everything as himself.");
        Skip.If(UserAccount.FindFirst("nobody") is null, "The account nobody is not on this machine.");
        await using TestProcessHost own = new();
        UserAccount nobody = UserAccount.FindFirst("nobody")!;
        string work = Directory.CreateDirectory(Path.Combine(own.Host.RootDirectory, "work")).FullName;
        ChildProcess child = await own.Host.StartAsync(new ProcessLaunch("/bin/sh") { Arguments = ["-c", "echo runs; exec sleep 600"], WorkingDirectory = work, UnprivilegedUser = nobody });
        await Deadline.UntilAsync(() => child.Output.LastLines(1).Count > 0, () => "It does not run.");

        bool mayFollow = true;
        string? directory = null;
        string[] maps = [];
        string? output = null;
        List<string> marks = [];
        uint writes = uint.MaxValue;
        Thread thread = new(() =>
        {
            // Of this thread alone, and gone with it.
            DropRightToTrace();
            mayFollow = MayFollow($"/proc/{child.Id}/cwd");
            directory = ProcessFiles.ReadWorkingDirectory(child.Id);
            maps = ProcessFiles.ReadMaps(child.Id);
            output = ProcessFiles.ReadDescriptor(child.Id, 1);
            marks = ProcessScan.ReadMarks(child.Id);
            string file = Path.Combine(work, "after");
            File.WriteAllText(file, "");
            writes = LinuxInterop.DirectoryOwner(Directory.CreateDirectory(file + ".d").FullName)!.Value.User;
        });
        thread.Start();
        thread.Join();

        mayFollow.Should().BeFalse("else this shows nothing");
        directory.Should().Be(work);
        maps.Should().NotBeEmpty();
        output.Should().StartWith("pipe:");
        marks.Should().ContainSingle(mark => ProcessMarks.HasVariable(new[] { mark }, ProcessMarks.Host(own.Token)));
        await Deadline.UntilAsync(() => LinuxInterop.Control(LinuxInterop.GetDumpable, 0, 0, 0, 0) == 1, () => "No debugger may look into it any more.");
        writes.Should().Be(0, "it is root again");
    }

    private static bool MayFollow(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is not null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static unsafe void DropRightToTrace()
    {
        const uint Version3 = 0x20080522;
        const uint SysPtrace = 1u << 19;
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* sets = stackalloc uint[6]; // effective, permitted, inheritable; each in two halves
        ReadCapabilities(header, sets).Should().Be(0);
        sets[0] &= ~SysPtrace;
        SetCapabilities(header, sets).Should().Be(0);
    }

    [LibraryImport("libc", EntryPoint = "capget")]
    private static unsafe partial int ReadCapabilities(uint* header, uint* sets);

    [LibraryImport("libc", EntryPoint = "capset")]
    private static unsafe partial int SetCapabilities(uint* header, uint* sets);
}
