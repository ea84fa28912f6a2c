using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Lumina.Environments.Processes;
using Microsoft.Extensions.Logging;

namespace Lumina.Environments.Local.Tests.Processes;

[Trait("Category", "Local")]
[SupportedOSPlatform("linux")]
public sealed class ChildProcessTests : IAsyncLifetime
{
    private const string Perl = "/usr/bin/perl";

    private TestProcessHost? _own;

    private TestProcessHost Own => _own!;

    private ProcessHost Host => Own.Host;

    private string Sleep => $"sleep 600.{Own.Token}";

    public Task InitializeAsync()
    {
        _own = OperatingSystem.IsLinux() ? new TestProcessHost() : null;
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
            Evidence.Processes(_own.Token).Should().BeEmpty();
        }
    }

    [SkippableFact]
    public async Task The_exit_code_and_the_output_of_a_child_are_there_when_it_has_exited()
    {
        SkipElsewhere();
        ChildProcess child = await Own.ShellAsync("echo one; echo two >&2; printf three; exit 7");

        (await child.Exit).Should().Be(new ProcessExit(Code: 7, Signal: null));
        child.Output.LastLines(10).Should().Equal("one", "two", "three");
        child.Output.LastLines(2).Should().Equal("two", "three");
    }

    [SkippableFact]
    public async Task A_child_that_is_killed_by_a_signal_says_which()
    {
        SkipElsewhere();
        ChildProcess child = await Own.ShellAsync("kill -SEGV $$");

        (await child.Exit).Should().Be(new ProcessExit(Code: null, Signal: 11));
    }

    [SkippableFact]
    public async Task How_children_end_is_known_where_dotnet_collects_them_since_it_is_the_first_process_of_a_container()
    {
        SkipElsewhere();
        string[] unshare = ["--pid", "--fork", "--kill-child", "--mount-proc", .. Environment.IsPrivilegedProcess ? (string[])[] : ["--user", "--map-root-user"]];
        using Process probe = Process.Start("unshare", [.. unshare, "true"]);
        await probe.WaitForExitAsync();
        Skip.If(probe.ExitCode != 0, "No namespace for processes can be made here.");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-tests-");
        string program = Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.Local.TestHost.dll");
        string dotnet = DotnetLocator.Find(Environment.ProcessPath, Environment.GetEnvironmentVariable);
        using Process container = Process.Start(new ProcessStartInfo("unshare", [.. unshare, dotnet, program, Own.Token, directory.FullName, "first"]) { UseShellExecute = false, RedirectStandardOutput = true })!;

        string[] said = (await container.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        await container.WaitForExitAsync();
        directory.Delete(recursive: true);
        said.Distinct().Should().Equal(
            "exit 0: exit code 0", "exit 7: exit code 7", "echo said; exit 3: exit code 3 said", "kill -SEGV $$: exit code 139", "stopped: exit code 5 bye", "left: 0");
    }

    [SkippableFact]
    public async Task The_exit_is_seen_although_a_grandchild_holds_the_output_open()
    {
        SkipElsewhere();
        ChildProcess child = await Own.ShellAsync($"{Sleep} & echo last words; exit 3");

        (await child.Exit.WaitAsync(Deadline.Default, TimeProvider.System)).Code.Should().Be(3);
        child.Output.LastLines(1).Should().Equal("last words");
        await Deadline.UntilAsync(() => Sleepers().Count == 1, () => "The grandchild is no sleeper yet: " + string.Join("\n", Evidence.Processes(Own.Token)));
        await child.StopAsync();
        NoSleeperIsLeft();
    }

    [SkippableFact]
    public async Task Errors_can_be_kept_apart_from_output()
    {
        SkipElsewhere();
        ChildProcess child = await Host.StartAsync(TestProcessHost.Shell("echo out; echo err >&2") with { SeparateErrors = true });
        await child.Exit;

        child.Output.LastLines(5).Should().Equal("out");
        child.Errors.LastLines(5).Should().Equal("err");
    }

    [SkippableFact]
    public async Task A_program_that_is_not_there_is_named_with_the_places_that_were_looked_at()
    {
        SkipElsewhere();
        Func<Task> start = () => Host.StartAsync(new ProcessLaunch("no-such-program")
        {
            EnvironmentBase = EnvironmentBase.Scrubbed,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" },
        });

        await start.Should().ThrowAsync<ProcessStartException>()
            .WithMessage("'no-such-program' was not found. Looked at: /usr/bin (PATH), /bin (PATH).");
    }

    [SkippableFact]
    public async Task A_working_directory_that_is_not_there_shows_in_the_output()
    {
        SkipElsewhere();
        ChildProcess child = await Host.StartAsync(TestProcessHost.Shell("echo ran") with { WorkingDirectory = "/no/such/place" });

        (await child.Exit).Code.Should().NotBe(0);
        child.Output.LastLines(1)[0].Should().Contain("/no/such/place");
    }

    [SkippableFact]
    public async Task A_child_gets_the_environment_that_is_asked_for_and_no_more()
    {
        SkipElsewhere();
        ChildProcess child = await Host.StartAsync(new ProcessLaunch("/usr/bin/env")
        {
            EnvironmentBase = EnvironmentBase.Scrubbed,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = null, ["HOME"] = "/home", ["SECRET"] = "a=b c\nd" },
        });
        await child.Exit;

        string all = child.Output.ReadAll();
        all.Should().Contain("HOME=/home\n").And.Contain("SECRET=a=b c\nd\n").And.NotContain("PATH=/usr").And.NotContain("DOTNET_");
    }

    [SkippableFact]
    public async Task Variables_with_dots_and_colons_in_their_names_reach_the_child()
    {
        SkipElsewhere();
        Skip.IfNot(File.Exists("/bin/bash"), "Only bash hands on such names.");
        ChildProcess child = await Host.StartAsync(new ProcessLaunch("/usr/bin/env")
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["spring.url"] = "1", ["services:api:http:0"] = "2" },
        });
        await child.Exit;

        child.Output.ReadAll().Should().Contain("spring.url=1\n").And.Contain("services:api:http:0=2\n");
    }

    [SkippableFact]
    public async Task A_child_inherits_no_descriptor_and_no_ignored_signal()
    {
        SkipElsewhere();
        ChildProcess child = await Own.ShellAsync("ls /proc/self/fd; grep SigIgn /proc/self/status");
        await child.Exit;

        // 3 is the directory that ls itself reads. Bits above the 31st are the C library's own signals.
        child.Output.LastLines(10).Take(4).Should().Equal("0", "1", "2", "3");
        string ignored = child.Output.LastLines(1)[0].Split('\t')[1];
        (ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0x7fff_ffff).Should().Be(0);
    }

    [SkippableFact]
    public async Task A_child_of_root_can_run_as_another_user()
    {
        SkipElsewhere();
        Skip.IfNot(UserAccount.HostIsRoot, "Only root can become another.");
        UserAccount nobody = UserAccount.FindFirst("no-such-user", "root", "nobody")!;
        ChildProcess child = await Host.StartAsync(TestProcessHost.Shell("id -un; id -u; pwd; echo $HOME") with { UnprivilegedUser = nobody });
        await child.Exit;

        child.Output.LastLines(9).Should().Equal("nobody", $"{nobody.UserId}", Host.RootDirectory, nobody.Home);
    }

    [SkippableFact]
    public async Task Nothing_runs_before_the_identity_has_been_recorded()
    {
        SkipElsewhere();
        string witness = Path.Combine(Host.RootDirectory, "witness");
        ProcessIdentity recorded = default;
        ChildProcess child = await Host.StartAsync(TestProcessHost.Shell($"touch {witness}") with
        {
            BeforeItRuns = (identity, _) =>
            {
                File.Exists(witness).Should().BeFalse();
                recorded = identity;
                return ValueTask.CompletedTask;
            },
        });
        await child.Exit;

        recorded.Should().Be(child.Identity);
        File.Exists(witness).Should().BeTrue();
    }

    [SkippableFact]
    public async Task What_could_not_be_recorded_never_runs()
    {
        SkipElsewhere();
        string witness = Path.Combine(Host.RootDirectory, "witness");
        ProcessIdentity started = default;
        Func<Task> start = () => Host.StartAsync(TestProcessHost.Shell($"touch {witness}") with
        {
            Lifetime = ProcessLifetime.Kept,
            BeforeItRuns = (identity, _) =>
            {
                started = identity;
                LinuxInterop.Kill(identity.Pid, (int)ProcessSignal.Stop).Should().Be(0); // as on a busy machine: it is slow to end by itself
                throw new IOException("The disk is full.");
            },
        });

        await start.Should().ThrowAsync<IOException>();
        Evidence.IsAlive(started.Pid).Should().BeFalse("whoever has recorded it would take it for the program");
        File.Exists(witness).Should().BeFalse();
    }

    [SkippableFact]
    public async Task A_child_may_end_in_its_own_way_when_it_is_asked_to()
    {
        SkipElsewhere();
        ChildProcess child = await Own.ShellAsync($"trap 'echo bye; exit 5' TERM; echo up; {Sleep} & wait");
        await SaysAsync(child, "up");

        await child.StopAsync();

        (await child.Exit).Code.Should().Be(5);
        child.Output.LastLines(1).Should().Equal("bye");
        NoSleeperIsLeft();
    }

    [SkippableFact]
    public async Task A_child_that_ignores_every_polite_signal_is_killed_after_its_grace()
    {
        SkipElsewhere();
        ChildProcess child = await Own.ShellAsync($"trap '' TERM INT HUP; echo up; while :; do {Sleep}; done");
        await SaysAsync(child, "up");

        await child.StopAsync(new ProcessStop { Grace = TimeSpan.FromMilliseconds(200) });

        (await child.Exit).Should().Be(new ProcessExit(Code: null, Signal: 9));
        NoSleeperIsLeft();
    }

    [SkippableFact]
    public async Task A_child_that_forks_twice_into_a_session_of_its_own_is_stopped_with_its_parent()
    {
        SkipElsewhere();
        ChildProcess child = await Own.ShellAsync($"(cd /; setsid sh -c 'setsid {Sleep} & {Sleep}' &); echo up; {Sleep}");
        await SaysAsync(child, "up");
        await Deadline.UntilAsync(() => Sleepers().Count == 3, () => string.Join("\n", Sleepers()));

        await child.StopAsync();

        NoSleeperIsLeft();
    }

    [SkippableFact]
    public async Task Stopping_one_child_leaves_the_others_alone()
    {
        SkipElsewhere();
        ChildProcess other = await Own.ShellAsync($"(setsid {Sleep} &); exec {Sleep}");
        ChildProcess child = await Own.ShellAsync($"exec {Sleep}");
        await Deadline.UntilAsync(() => Sleepers().Count == 3, () => string.Join("\n", Sleepers()));

        await child.StopAsync();

        Sleepers().Should().HaveCount(2);
        other.Exit.IsCompleted.Should().BeFalse();
    }

    [SkippableFact]
    public async Task A_child_that_even_a_kill_does_not_end_is_named()
    {
        SkipElsewhere();
        ChildProcess child = await Own.ShellAsync($"trap '' TERM; exec {Sleep}");
        StopLadder ladder = new(new DeafSignals(), TimeProvider.System);
        Func<Task> stop = () => ladder.StopAsync(
            child, new ProcessStop { Grace = TimeSpan.Zero, KillBound = TimeSpan.FromMilliseconds(100) }, CancellationToken.None);

        (await stop.Should().ThrowAsync<ProcessNotStoppedException>())
            .WithMessage($"'sh' could not be stopped: 0.1 s after it was killed there is still pid {child.Id} (*, state *).");
    }

    [SkippableFact]
    public async Task A_process_whose_number_was_given_to_another_is_not_signalled()
    {
        SkipElsewhere();
        ChildProcess stranger = await Own.ShellAsync($"exec {Sleep}");
        ProcessIdentity dead = stranger.Identity with { StartTime = stranger.Identity.StartTime - 1 };

        new PidfdSignals().Send(dead, ProcessSignal.Kill).Should().BeFalse();

        Evidence.IsAlive(stranger.Id).Should().BeTrue();
        new PidfdSignals().Send(stranger.Identity, ProcessSignal.Kill).Should().BeTrue();
        (await stranger.Exit).Signal.Should().Be(9);
    }

    [SkippableTheory]
    [InlineData(0, "killed")]
    [InlineData(5, "interrupted politely")]
    public async Task An_initdb_that_is_stopped_halfway_leaves_no_shared_memory(int graceInSeconds, string because)
    {
        SkipElsewhere();
        ProgramSearch search = new ProgramLocator(Environment.GetEnvironmentVariable)
            .Find(new ProgramQuery("initdb") { UsualPlaces = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"] });
        Skip.If(search.Best is null, search.DescribeMissing());
        UserAccount? user = UserAccount.HostIsRoot ? UserAccount.FindFirst("postgres") : null;

        // Each of its servers lives for a moment only: on a busy machine one look may come too late for all of them.
        string[] before = Evidence.PosixSegments();
        int stoppedHalfway = 0;
        for (int attempt = 1; stoppedHalfway < 3 && attempt <= 20; attempt++)
        {
            string data = Directory.CreateDirectory(Path.Combine(Host.RootDirectory, $"data-{attempt}")).FullName;
            user?.Own(data);
            ChildProcess initdb = await Host.StartAsync(new ProcessLaunch(search.Best!) { Arguments = ["-D", data, "--no-sync"], WorkingDirectory = data, UnprivilegedUser = user });
            int[] servers = [];
            await Deadline.UntilAsync(() => (servers = SharedMemoryUsers(data)).Length > 0 || initdb.Exit.IsCompleted, () => string.Join("\n", initdb.Output.LastLines(20)));
            stoppedHalfway += servers.Length > 0 ? 1 : 0;

            await initdb.StopAsync(new ProcessStop { Grace = TimeSpan.FromSeconds(graceInSeconds) });

            Evidence.SharedMemory(servers).Should().BeEmpty(because);
        }

        stoppedHalfway.Should().Be(3, "else nothing is stopped halfway");
        // Other tests make data directories meanwhile; theirs go when they are made.
        await Deadline.UntilAsync(() => Left().Length == 0, () => $"{because}, it left {string.Join(", ", Left())}");

        string[] Left() => [.. Evidence.PosixSegments().Except(before)];

        static int[] SharedMemoryUsers(string data)
            => [.. ProcessScan.Take(0).Where(entry => entry.WorkingDirectory == data && Evidence.SharedMemory([entry.Identity.Pid]).Count > 0)
                .Select(entry => entry.Identity.Pid)];
    }

    [SkippableFact]
    public async Task A_server_of_an_initdb_that_would_make_a_segment_when_it_is_told_to_end_does_not_get_to_it()
    {
        SkipElsewhere();
        string segment = $"/dev/shm/PostgreSQL.{Own.Token}";
        string work = Directory.CreateDirectory(Path.Combine(Host.RootDirectory, "work")).FullName;
        string server = Script(work, "postgres", $"trap ': > {segment}; exit' TERM; echo ready; while :; do sleep 0.02; done");
        string initializer = Script(work, "initdb", $"{server} & wait");
        ChildProcess initdb = await Host.StartAsync(new ProcessLaunch(initializer) { WorkingDirectory = work });
        await Deadline.UntilAsync(() => initdb.Output.LastLines(1).Contains("ready"), () => string.Join("\n", initdb.Output.LastLines(20)));

        await initdb.StopAsync(new ProcessStop { Grace = TimeSpan.FromSeconds(30) });

        File.Exists(segment).Should().BeFalse();
    }

    [SkippableFact]
    public async Task What_the_server_of_an_initdb_leaves_is_gone_before_the_initdb_ends()
    {
        SkipElsewhere();
        RequirePerl();
        string work = Directory.CreateDirectory(Path.Combine(Host.RootDirectory, "work")).FullName;
        string initializer = Script(work, "initdb", $"trap '' TERM; {Server(work, "")} & wait; exec {Sleep}");
        ChildProcess initdb = await Host.StartAsync(new ProcessLaunch(initializer) { WorkingDirectory = work });
        await Deadline.UntilAsync(() => initdb.Output.LastLines(1).Count > 0, () => "It has made no segment.");
        int[] server = [int.Parse(initdb.Output.LastLines(1)[0], CultureInfo.InvariantCulture)];
        Evidence.SharedMemory(server).Should().HaveCount(1);

        Task stopped = initdb.StopAsync(new ProcessStop { Grace = TimeSpan.FromMinutes(10) });
        await Deadline.UntilAsync(() => Evidence.SharedMemory(server).Count == 0, () => "Its segment is there while it ends.");

        stopped.IsCompleted.Should().BeFalse();
        await initdb.StopAsync(new ProcessStop { Grace = TimeSpan.Zero });
        await stopped;
    }

    [SkippableFact]
    public async Task A_segment_that_a_server_has_unmapped_and_not_unlinked_yet_goes_with_it()
    {
        SkipElsewhere();
        TestProcessHost other = new();
        uint number = (uint)RandomNumberGenerator.GetInt32(1 << 20, int.MaxValue);
        string control = $"/dev/shm/PostgreSQL.{other.Token}";
        string unmapped = $"/dev/shm/PostgreSQL.{number}";
        string strangers = $"/dev/shm/PostgreSQL.{number + 1}";
        string oddlyNamed = $"/dev/shm/PostgreSQL.0{number}";
        byte[] words = new byte[64];
        BitConverter.TryWriteBytes(words, 0x9a503d32);
        BitConverter.TryWriteBytes(words.AsSpan(12), number);
        File.WriteAllBytes(control, words);
        File.WriteAllText(unmapped, "");
        File.WriteAllText(strangers, "");
        File.WriteAllText(oddlyNamed, "");
        string work = Directory.CreateDirectory(Path.Combine(other.Host.RootDirectory, "work")).FullName;
        File.Copy("/bin/sleep", Path.Combine(work, "postgres"));
        await other.ShellAsync($"exec 9< {control}; exec {work}/postgres 600.{other.Token}");
        await Deadline.UntilAsync(() => Evidence.Processes(other.Token).Exists(line => line.Contains("(postgres,", StringComparison.Ordinal)), () => "The shell is no server yet: " + string.Join("\n", Evidence.Processes(other.Token)));

        await other.DisposeAsync();

        try
        {
            File.Exists(unmapped).Should().BeFalse();
            File.Exists(control).Should().BeFalse();
            File.Exists(strangers).Should().BeTrue("nothing of ours names it");
            File.Exists(oddlyNamed).Should().BeTrue("PostgreSQL writes no such number");
        }
        finally
        {
            File.Delete(unmapped);
            File.Delete(strangers);
            File.Delete(oddlyNamed);
        }
    }

    [SkippableFact]
    public async Task A_segment_that_a_server_has_made_and_not_mapped_yet_goes_with_it()
    {
        SkipElsewhere();
        TestProcessHost other = new();
        string segment = $"/dev/shm/PostgreSQL.{other.Token}";
        string work = Directory.CreateDirectory(Path.Combine(other.Host.RootDirectory, "work")).FullName;
        File.Copy("/bin/sleep", Path.Combine(work, "postgres"));
        await other.ShellAsync($"exec 9> {segment}; exec {work}/postgres 600.{other.Token}");
        await Deadline.UntilAsync(() => Evidence.Processes(other.Token).Exists(line => line.Contains("(postgres,", StringComparison.Ordinal)), () => "The shell is no server yet: " + string.Join("\n", Evidence.Processes(other.Token)));
        File.Exists(segment).Should().BeTrue();

        await other.DisposeAsync();

        File.Exists(segment).Should().BeFalse();
    }

    [SkippableTheory]
    [InlineData("", "it has not attached its segment yet")]
    [InlineData("shmwrite $id, pack('llQQL', 679834894, $$, 56, 0, NUMBER), 0, 28;", "it has unmapped its control segment and not unlinked it yet")]
    public async Task A_server_that_stands_between_two_calls_leaves_no_shared_memory(string written, string since)
    {
        SkipElsewhere();
        RequirePerl();
        TestProcessHost other = new();
        string number = $"{RandomNumberGenerator.GetInt32(1 << 20, int.MaxValue)}";
        string control = $"/dev/shm/PostgreSQL.{number}";
        string work = Directory.CreateDirectory(Path.Combine(other.Host.RootDirectory, "work")).FullName;
        string server = Server(work, written.Replace("NUMBER", number, StringComparison.Ordinal));
        File.WriteAllText(control, "");
        File.WriteAllText(control + "0", "");
        ChildProcess child = await other.Host.StartAsync(new ProcessLaunch(server) { WorkingDirectory = work });
        await Deadline.UntilAsync(() => child.Output.LastLines(1).Count > 0, () => "It has made no segment.");
        Evidence.SharedMemory([child.Id]).Should().HaveCount(1);

        await other.DisposeAsync();

        try
        {
            Evidence.SharedMemory([child.Id]).Should().BeEmpty(since);
            File.Exists(control).Should().Be(!written.StartsWith("shmwrite", StringComparison.Ordinal), since);
            File.Exists(control + "0").Should().BeTrue("nothing of ours names it");
        }
        finally
        {
            File.Delete(control);
            File.Delete(control + "0");
        }
    }

    [SkippableFact]
    public async Task A_closing_host_takes_everything_with_it()
    {
        SkipElsewhere();
        TestProcessHost other = new();
        string memory = other.Host.OwnDirectory("/dev/shm");
        other.Host.OwnDirectory("/dev/shm").Should().Be(memory);
        ChildProcess child = await other.ShellAsync($"(setsid sleep 600.{other.Token} &); trap '' TERM; sleep 600.{other.Token}");
        int guardian = other.Host.GuardianProcessId;

        await other.DisposeAsync();

        Evidence.Processes(other.Token).Should().BeEmpty();
        Evidence.IsAlive(guardian).Should().BeFalse();
        Directory.Exists(memory).Should().BeFalse();
        Directory.Exists(other.BaseDirectory).Should().BeFalse();
        (await child.Exit).Signal.Should().Be(9);
        Func<Task> start = () => other.ShellAsync("true");
        await start.Should().ThrowAsync<ObjectDisposedException>();
    }

    [SkippableFact]
    public async Task A_guardian_that_can_not_run_is_said_before_anything_is_started()
    {
        SkipElsewhere();
        await using TestProcessHost other = new();
        string guardian = Path.Combine(other.Host.RootDirectory, "guardian.dll");

        // Before its program is spoiled: one that still starts dies of that, and between two of them there is no number.
        int running = other.Host.GuardianProcessId;
        running.Should().BePositive();
        await File.WriteAllTextAsync(guardian, "no program");
        _ = LinuxInterop.Kill(running, (int)ProcessSignal.Kill);
        await Deadline.UntilAsync(() => other.Logs.GetSnapshot().Any(record => record.Level == LogLevel.Critical), () => "It did not give up.");

        Func<Task> start = () => other.ShellAsync("true");

        await start.Should().ThrowAsync<ProcessStartException>().WithMessage("*nothing would clean up after it. The guardian died 5 times*");
    }

    [SkippableFact]
    public async Task Fifty_children_start_at_once_and_end_by_themselves()
    {
        SkipElsewhere();
        ChildProcess[] children = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Own.ShellAsync($"echo {number}; exit {number}")));
        ProcessExit[] exits = await Task.WhenAll(children.Select(child => child.Exit));

        exits.Select(exit => exit.Code).Should().Equal(Enumerable.Range(0, 50).Select(number => (int?)number));
        children.Select(child => child.Output.LastLines(1)[0]).Should().Equal(Enumerable.Range(0, 50).Select(number => $"{number}"));
    }

    private List<string> Sleepers() => Evidence.Processes(Own.Token).FindAll(line => line.Contains("(sleep,", StringComparison.Ordinal));

    private void NoSleeperIsLeft() => Sleepers().Should().BeEmpty();

    private static async Task SaysAsync(ChildProcess child, string word)
    {
        using CancellationTokenSource bound = new(Deadline.Default, TimeProvider.System);
        await foreach (string line in child.Output.ReadLinesAsync(bound.Token))
        {
            if (line == word)
            {
                return;
            }
        }

        Assert.Fail($"It ended without saying '{word}'.");
    }

    private static void SkipElsewhere() => Skip.IfNot(OperatingSystem.IsLinux(), "The process machinery is for Linux.");

    private static string Script(string directory, string name, string text) => Script(directory, name, "/bin/sh", text);

    private static string Script(string directory, string name, string interpreter, string text)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, $"#!{interpreter}\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>What PostgreSQL's server is to the kernel between two calls: it has made a segment, does this with it, says its pid and stands.</summary>
    private static string Server(string directory, string written)
        => Script(directory, "postgres", Perl, $"my $id = shmget(0, 56, 0600 | 01000) // die; {written} $| = 1; print \"$$\\n\"; sleep 600;");

    private static void RequirePerl() => Skip.IfNot(File.Exists(Perl), $"{Perl} is not on this machine (on Debian or Ubuntu: apt-get install perl-base).");

    private sealed class DeafSignals : ISignals
    {
        public bool Send(ProcessIdentity process, ProcessSignal signal) => true;
    }
}
