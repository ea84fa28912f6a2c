using System.Xml.Linq;

namespace Lumina.Environments.Fixtures.Tests;

/// <summary>Runs that are killed, and runs side by side, with a server and a process of this machine.</summary>
[Trait("Category", "Fixtures")]
public sealed class KillTests
{
#if XUNIT_V3
    private const string Assembly = "Lumina.Environments.XunitV3.RunAssembly";
#else
    private const string Assembly = "Lumina.Environments.Xunit.RunAssembly";
#endif

    [ServerFact]
    public async Task A_run_that_is_killed_in_the_middle_leaves_nothing()
    {
        await using TestRun run = new(Assembly, "LocalTests");
        await run.UntilReadyAsync();
        run.Left().Should().Contain(member => member.Contains("postgres", StringComparison.Ordinal)).And.Contain(member => member.Contains("sleep 600", StringComparison.Ordinal));

        run.Kill();

        await run.NothingIsLeftAsync();
    }

    [ServerFact]
    public async Task Two_test_assemblies_at_once_have_an_environment_each()
    {
        await using TestRun first = new(Assembly, "LocalTests");
        await using TestRun second = new(Assembly, "LocalTests");
        await Task.WhenAll(first.UntilReadyAsync(), second.UntilReadyAsync());
        await Task.WhenAll(first.GoOnAsync(), second.GoOnAsync());

        foreach (TestRun run in (TestRun[])[first, second])
        {
            (int exitCode, string output, XDocument _) = await run.EndAsync();
            exitCode.Should().Be(0, output);
            await run.NothingIsLeftAsync();
        }
    }
}
