using System.Runtime.Versioning;
using Lumina.Environments.Processes;

namespace Lumina.Environments.Local.Tests.Processes;

/// <summary>What output costs. The memory that is measured is the whole process's: no other test may run meanwhile.</summary>
[Trait("Category", "Local")]
[SupportedOSPlatform("linux")]
[Collection(nameof(OutputMemoryTests))]
[CollectionDefinition(nameof(OutputMemoryTests), DisableParallelization = true)]
public sealed class OutputMemoryTests
{
    [SkippableFact]
    public async Task A_child_that_writes_300_megabytes_without_a_line_break_costs_no_memory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The process machinery is for Linux.");
        await using TestProcessHost own = new();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        ChildProcess child = await own.ShellAsync("head -c 300000000 /dev/zero | tr '\\0' x; echo; echo end");
        Task<List<string>> reading = child.Output.ReadLinesAsync(CancellationToken.None).ToListAsync().AsTask();

        (await child.Exit.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System)).Code.Should().Be(0);
        List<string> seen = await reading;

        child.Output.LastLines(1).Should().Equal("end");
        child.Output.LastLines(2)[0].Should().StartWith("…xxx").And.HaveLength(2001);
        seen.Should().HaveCount(2).And.HaveElementAt(1, "end");
        seen[0].Should().StartWith("[1 lines lost");
        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(8_000_000);
    }
}
