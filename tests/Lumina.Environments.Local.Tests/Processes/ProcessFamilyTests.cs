using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

[Trait("Category", "Local")]
[SupportedOSPlatform("linux")]
public sealed class ProcessFamilyTests
{
    private const string Token = "token000";
    private const string Root = "/tmp/lumina-token000";
    private const int HostsSession = 10;
    private const string Mark = "LUMINA_HOST_token000=1";

    [Theory]
    [InlineData("100 (a b) (c)) S 1 100 100 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0", "a b) (c)", 777, false)]
    [InlineData("100 (sh) S 1 100 100 34816 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0", "sh", 5, true)]
    public void A_process_may_have_any_name(string stat, string name, long start, bool hasTerminal)
        => ProcessEntry.Parse(stat).Should().Be(new ProcessEntry(new ProcessIdentity(100, start), name, 'S', 1, 100, hasTerminal)
        {
            Marks = ProcessEntry.Parse(stat)!.Marks,
        });

    [Fact]
    public void A_recorded_process_its_session_and_its_descendants_belong_to_the_host()
        => Match(
            ["P 100:1000"],
            Entry(100, 1000, parent: 50, session: 100),
            Entry(101, 1001, parent: 1, session: 100),
            Entry(102, 1002, parent: 101, session: 102),
            Entry(103, 1003, parent: 1, session: 103)).Should().Equal(100, 101, 102);

    [Fact]
    public void A_number_that_was_given_to_another_process_is_not_ours_and_neither_is_its_session()
        => Match(
            ["P 100:1000"],
            Entry(100, 2000, parent: 1, session: 100),
            Entry(101, 2001, parent: 100, session: 100)).Should().BeEmpty();

    [Fact]
    public void A_session_whose_recorded_leader_is_gone_may_be_anothers()
        => Match(["P 100:1000"], Entry(101, 2001, parent: 1, session: 100)).Should().BeEmpty();

    [Fact]
    public void What_bears_the_hosts_mark_is_found_wherever_it_went()
        => Match([], Entry(200, 1000, parent: 1, session: 200) with { Marks = ["LUMINA_HOST_other000=1", Mark], WorkingDirectory = "/" }).Should().Equal(200);

    [Fact]
    public void The_mark_of_another_host_is_none()
        => Match([], Entry(200, 1000, parent: 1, session: 200) with { Marks = ["LUMINA_HOST_token0001=1"] }).Should().BeEmpty();

    [Theory]
    [InlineData(Root, true)]
    [InlineData(Root + "/data", true)]
    [InlineData(Root + "1/data", false)]
    [InlineData("/tmp", false)]
    public void What_works_inside_the_hosts_directory_is_its_own(string directory, bool isOurs)
        => Match([], Entry(200, 1000, parent: 1, session: 200) with { WorkingDirectory = directory }).Should().HaveCount(isOurs ? 1 : 0);

    [Fact]
    public void A_person_who_looks_into_the_hosts_directory_is_left_alone()
        => Match(
            [],
            Entry(200, 1000, parent: 1, session: 200) with { WorkingDirectory = Root, HasTerminal = true },
            Entry(201, 100, parent: 1, session: 201) with { WorkingDirectory = Root }).Should().BeEmpty("one has a terminal, one is older than the host");

    [Fact]
    public void The_session_that_the_host_shares_with_its_terminal_is_left_alone()
        => Match(
            ["P 100:1000"],
            Entry(100, 1000, parent: 50, session: HostsSession),
            Entry(11, 1001, parent: 1, session: HostsSession)).Should().Equal(100);

    [Fact]
    public void What_is_kept_on_purpose_is_spared_with_its_descendants()
        => Match(
            ["P 100:1000", "P 300:1000", "K 300:1000"],
            Entry(100, 1000, parent: 50, session: 100),
            Entry(300, 1000, parent: 50, session: 300) with { WorkingDirectory = Root },
            Entry(301, 1001, parent: 300, session: 301) with { WorkingDirectory = Root }).Should().Equal(100);

    [Fact]
    public void Another_hosts_guardian_is_spared()
        => Match(
            ["P 100:1000"],
            Entry(100, 1000, parent: 50, session: 100),
            Entry(101, 1001, parent: 100, session: 101) with { Marks = ["LUMINA_GUARDIAN=other000"] }).Should().Equal(100);

    [Fact]
    public void A_table_says_nothing_by_lines_that_are_cut_short_or_strange()
    {
        GuardTable table = GuardTable.Parse(
            Root,
            Token,
            ["", "P", "P 1", "P 1:", "P x:1", "X 1:1", "P 5:6", "F 5:6", "D /etc", "D ../lumina-token000", "D /dev/shm/lumina-other000", "D /dev/shm/lumina-token000", "D /a/../lumina-token000", "H 1"]);

        table.Processes.Should().BeEmpty();
        table.Directories.Should().Equal("/dev/shm/lumina-token000", Root);
        table.Host.Should().BeNull();
    }

    private static List<int> Match(string[] lines, params ProcessEntry[] entries)
    {
        GuardTable.HostLine host = new(new ProcessIdentity(50, 500), HostsSession, "boot");
        GuardTable table = GuardTable.Parse(Root, Token, [$"H {host}", .. lines]);
        table.Host.Should().Be(host);
        return [.. new Reaper(new NoSignals(), TimeProvider.System).Match(table, host, entries).Select(entry => entry.Identity.Pid)];
    }

    private static ProcessEntry Entry(int pid, long start, int parent, int session)
        => new(new ProcessIdentity(pid, start), $"p{pid}", 'S', parent, session);

    private sealed class NoSignals : ISignals
    {
        public bool Send(ProcessIdentity process, ProcessSignal signal) => throw new InvalidOperationException("Nothing is signalled by looking.");
    }
}
