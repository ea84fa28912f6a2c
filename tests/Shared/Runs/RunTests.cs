using System.Xml.Linq;

namespace Lumina.Environments.Fixtures.Tests;

/// <summary>What a whole run shows, in a process of its own.</summary>
[Trait("Category", "Fixtures")]
public sealed class RunTests
{
#if XUNIT_V3
    private const string Assembly = "Lumina.Environments.XunitV3.RunAssembly";
#else
    private const string Assembly = "Lumina.Environments.Xunit.RunAssembly";
#endif

    [Fact]
    public async Task A_fixture_that_fails_is_one_report_and_199_lines()
    {
        await using TestRun run = new(Assembly, "BrokenTests");
        (int exitCode, string _, XDocument results) = await run.EndAsync();

        exitCode.Should().NotBe(0);
        List<string> messages = [.. Named(results, "Message").Select(message => message.Value)];
        messages.Should().HaveCount(200);
        messages.Should().ContainSingle(message => message.Contains("path: database/orders -> service/api", StringComparison.Ordinal));
        messages.Where(message => message.Contains("service/api: the port is taken (so there is no environment 'broken'", StringComparison.Ordinal) && !message.Contains('\n', StringComparison.Ordinal)).Should().HaveCount(199);
    }

    [Fact]
    public async Task A_fixture_that_fails_fails_the_run_where_no_test_asks_for_it()
    {
        await using TestRun run = new(Assembly, "UntouchedTests");
        (int exitCode, string output, XDocument _) = await run.EndAsync();

        exitCode.Should().NotBe(0, output);
        output.Should().Contain("the port is taken");
    }

    [Fact]
    public async Task The_runs_variables_say_where_files_go_and_when_everything_has_to_be_gone()
    {
        await using TestRun run = new(Assembly, "FailingTests", ("LUMINA_DEADLINE", "2020-01-01T00:00:00Z"), ("LUMINA_KEEP", "1"));
        (_, string late, XDocument _) = await run.EndAsync();
        late.Should().Contain("There is no time left").And.Contain("the deadline is 2020-01-01 00:00:00Z");

        await using TestRun second = new(Assembly, "FailingTests", ("LUMINA_ARTIFACTS", Path.Combine(run.Folder, "artifacts")));
        await second.EndAsync();
        Directory.GetFiles(Path.Combine(run.Folder, "artifacts"), "timeline.txt", SearchOption.AllDirectories).Should().ContainSingle();
    }

    [Fact]
    public async Task Whether_the_environment_is_kept_is_in_the_output_of_a_test_that_fails()
    {
        await using TestRun run = new(Assembly, "FailingTests", ("LUMINA_KEEP", "1"));
        (_, string output, XDocument _) = await run.EndAsync();
        output.Should().Contain("memory: it cannot be kept, since all of it ends with this process.");
    }

    private static IEnumerable<XElement> Named(XDocument results, string name) => results.Descendants().Where(element => element.Name.LocalName == name);
}
