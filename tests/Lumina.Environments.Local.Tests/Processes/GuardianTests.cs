using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lumina.Environments.Local.Tests.Processes;

[Trait("Category", "Local")]
[Collection(nameof(GuardianTests))]
[SupportedOSPlatform("linux")]
public sealed class GuardianTests
{
    private const string NeedsLinux = "The process machinery is for Linux.";

    [SkippableFact]
    public async Task Everything_a_killed_host_started_is_gone_within_seconds()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        await using HostProgram host = new("memory");
        await host.UntilItSaysAsync("ready");
        await Deadline.UntilAsync(() => Evidence.Processes(host.Token).Count > 8, () => "of the host, its guardian and the children with theirs there are only " + string.Join("\n", Evidence.Processes(host.Token)));
        Evidence.Directories(host.Token, host.BaseDirectory).Should().HaveCount(2);

        host.Kill();

        await host.NothingIsLeftAsync();
    }

    [SkippableTheory]
    [InlineData(0, "before anything is started, perhaps")]
    [InlineData(60, "about when the runtime is up")]
    [InlineData(110, "about when the guardian starts")]
    [InlineData(140, "between the first children")]
    [InlineData(200, "in the middle")]
    [InlineData(350, "with many about to fork")]
    [InlineData(700, "with hundreds running")]
    public async Task A_host_killed_at_any_moment_leaves_nothing(int milliseconds, string because)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        await using HostProgram host = new("memory", "churn");
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);

        host.Kill();

        await Deadline.UntilAsync(() => host.Left().Count == 0, () => $"killed {because}: {string.Join("\n", host.Left())}");
    }

    [SkippableFact]
    public async Task A_host_that_was_stopped_before_it_was_killed_leaves_nothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        await using HostProgram host = new("churn");
        await host.UntilItSaysAsync("ready");
        host.Signal(ProcessSignal.Stop);

        host.Kill();

        await host.NothingIsLeftAsync();
    }

    [SkippableFact]
    public async Task A_guardian_that_is_killed_is_replaced_and_its_replacement_knows_everything()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        await using HostProgram host = new("memory");
        await host.UntilItSaysAsync("ready");
        _ = LinuxInterop.Kill(host.Guardian, (int)ProcessSignal.Kill);
        await Deadline.UntilAsync(() => FindGuardian(host) is { } other && other != host.Guardian, () => "no other guardian");

        host.Kill();

        await host.NothingIsLeftAsync();
    }

    [SkippableFact]
    public async Task What_a_host_and_a_guardian_killed_together_leave_is_swept_by_a_later_run()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        await using HostProgram host = new("memory");
        await using HostProgram living = new();
        await host.UntilItSaysAsync("ready");
        await living.UntilItSaysAsync("ready");
        host.Signal(ProcessSignal.Stop);
        _ = LinuxInterop.Kill(host.Guardian, (int)ProcessSignal.Kill);
        host.Kill();
        await Deadline.UntilAsync(() => host.HasEnded && !Evidence.IsAlive(host.Guardian), () => "the host, whose lock goes with it, or its guardian lives");
        host.Left().Should().NotBeEmpty();
        HostSweeper sweeper = new(new PidfdSignals(), TimeProvider.System, NullLogger.Instance);

        (await sweeper.SweepAsync(host.BaseDirectory, CancellationToken.None)).Should().Equal(host.Root);
        (await sweeper.SweepAsync(living.BaseDirectory, CancellationToken.None)).Should().BeEmpty("its host lives");

        host.Left().Should().BeEmpty();
        living.Left().Should().NotBeEmpty();
    }

    [SkippableFact]
    public async Task What_has_the_name_of_a_hosts_directory_and_is_none_stays()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        DirectoryInfo place = Directory.CreateTempSubdirectory("lumina-tests-");
        string[] others = ["lumina-backups1", "lumina-documents", "lumina-ofsomebody"];
        foreach (string other in others)
        {
            await File.WriteAllTextAsync(Path.Combine(place.CreateSubdirectory(other).FullName, "file"), "x");
        }

        await File.WriteAllTextAsync(Path.Combine(place.FullName, others[1], "lock"), "of another program");
        await File.WriteAllTextAsync(Path.Combine(place.FullName, others[2], "lock"), "");
        File.SetUnixFileMode(Path.Combine(place.FullName, others[0]), Private);
        File.SetUnixFileMode(Path.Combine(place.FullName, others[1]), Private);
        string begun = place.CreateSubdirectory("lumina-hostthatdied").FullName;
        File.SetUnixFileMode(begun, Private);
        foreach (DirectoryInfo directory in place.GetDirectories())
        {
            directory.LastWriteTimeUtc -= TimeSpan.FromHours(1);
        }

        HostSweeper sweeper = new(new PidfdSignals(), TimeProvider.System, NullLogger.Instance);

        (await sweeper.SweepAsync(place.FullName, CancellationToken.None)).Should().Equal(begun);

        place.GetFiles("file", SearchOption.AllDirectories).Should().HaveCount(others.Length);
        place.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task What_is_kept_on_purpose_outlives_its_host_and_can_be_adopted_and_stopped()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        await using HostProgram host = new("kept");
        await host.UntilItSaysAsync("ready");
        ProcessIdentity.TryParse(host.Said["kept"], out ProcessIdentity kept).Should().BeTrue();

        host.Kill();

        await Deadline.UntilAsync(
            () => !Directory.Exists(host.Root) && Evidence.Processes(host.Token).Count == 3, () => string.Join("\n", host.Left()));
        await using TestProcessHost later = new();
        later.Host.TryAdopt(kept with { StartTime = kept.StartTime + 1 }).Should().BeNull("that is another process with the same number");
        ChildProcess adopted = later.Host.TryAdopt(kept)!;
        adopted.Exit.IsCompleted.Should().BeFalse();
        await adopted.StopAsync();
        (await adopted.Exit).Should().Be(default(ProcessExit), "the exit code of another's child can't be known");
        await host.NothingIsLeftAsync();
    }

    [SkippableFact]
    public async Task A_busy_PostgreSQL_server_leaves_no_shared_memory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        ProgramSearch search = new ProgramLocator(Environment.GetEnvironmentVariable)
            .Find(new ProgramQuery("initdb") { UsualPlaces = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"] });
        Skip.If(search.Best is null, search.DescribeMissing());
        await using HostProgram host = new($"postgres={Path.GetDirectoryName(search.Best)}");
        await host.UntilItSaysAsync("ready");
        host.Said.Should().ContainKey("postgres");
        int[] postmaster = [int.Parse(host.Said["postgres"].Split(' ')[0], CultureInfo.InvariantCulture)];
        Evidence.SharedMemory(postmaster).Should().HaveCount(1);
        HashSet<string> mapped = Evidence.PosixSharedMemory(host.Token);
        mapped.Should().NotBeEmpty().And.OnlyContain(file => File.Exists(file));

        host.Kill();

        await host.NothingIsLeftAsync();
        Evidence.SharedMemory(postmaster).Should().BeEmpty();
        mapped.Where(File.Exists).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_host_that_is_killed_while_a_data_directory_is_made_leaves_no_shared_memory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        ProgramSearch search = new ProgramLocator(Environment.GetEnvironmentVariable)
            .Find(new ProgramQuery("initdb") { UsualPlaces = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"] });
        Skip.If(search.Best is null, search.DescribeMissing());
        string[] before = Evidence.PosixSegments();
        for (int killed = 0; killed < 3; killed++)
        {
            await using HostProgram host = new($"postgres={Path.GetDirectoryName(search.Best)}");
            await host.UntilItSaysAsync("guardian");
            await Deadline.UntilAsync(() => Evidence.PosixSharedMemory(host.Token).Count > 0, () => string.Join("\n", Evidence.Processes(host.Token)));
            int[] servers = [.. Evidence.Scan(host.Token).Where(process => process.Entry.Name == "postgres").Select(process => process.Entry.Identity.Pid)];

            host.Kill();

            await host.NothingIsLeftAsync();
            Evidence.SharedMemory(servers).Should().BeEmpty();
        }

        // Other tests make data directories meanwhile; theirs go when they are made.
        await Deadline.UntilAsync(() => Left().Length == 0, () => $"They left {string.Join(", ", Left())}");

        string[] Left() => [.. Evidence.PosixSegments().Except(before)];
    }

    [SkippableFact]
    public async Task A_server_on_a_reserved_port_gives_it_back()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        ProgramSearch search = new ProgramLocator(Environment.GetEnvironmentVariable).Find(new ProgramQuery("redis-server") { UsualPlaces = ["/usr/sbin"] });
        Skip.If(search.Best is null, search.DescribeMissing());
        await using HostProgram host = new($"redis={search.Best}");
        await host.UntilItSaysAsync("ready");
        Bind(host.Port).Should().Be(SocketError.AddressAlreadyInUse);

        host.Kill();

        await host.NothingIsLeftAsync();
        Bind(host.Port).Should().Be(SocketError.Success);
    }

    [SkippableFact]
    public async Task A_host_whose_directory_was_cleared_by_somebody_else_leaves_nothing_either()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NeedsLinux);
        await using HostProgram host = new("memory");
        await host.UntilItSaysAsync("ready");
        await Deadline.UntilAsync(() => Directory.GetFiles($"/proc/{host.Guardian}/fd").Any(IsTable), () => "The guardian has not opened its table.");
        Directory.Delete(host.Root, recursive: true);

        host.Kill();

        await host.NothingIsLeftAsync();

        static bool IsTable(string descriptor) => new FileInfo(descriptor).LinkTarget?.EndsWith("/table", StringComparison.Ordinal) == true;
    }

    private static SocketError Bind(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }

    private static int? FindGuardian(HostProgram host)
        => Evidence.Processes(host.Token).Find(line => line.Contains("guardian.dll", StringComparison.Ordinal)) is { } line
            ? int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)
            : null;
}
