using System.Xml.Linq;

namespace Lumina.Environments.Fixtures.Tests;

/// <summary>What the output of a test shows.</summary>
[Trait("Category", "Fixtures")]
public sealed class OutputTests
{
    [Fact]
    public async Task A_test_that_fails_shows_the_components_states_and_last_log_lines()
    {
        await using TestRun run = new("Lumina.Environments.XunitV3.RunAssembly", "FailingTests");
        (_, string _, XDocument results) = await run.EndAsync();

        results.Descendants().Where(element => element.Name.LocalName == "StdOut").Select(element => element.Value).Should()
            .Contain(output => output.Contains("service/api: Up", StringComparison.Ordinal) && output.Contains("runs in memory", StringComparison.Ordinal));
    }
}
