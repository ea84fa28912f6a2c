using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Lumina.Environments.Simulation.Tests;

[Trait("Category", "Simulation")]
public sealed class SimulationTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Two_processes_that_crash_and_are_paused_leave_nothing_and_lose_nothing_with_any_of_a_thousand_seeds()
    {
        (int code, string output) = await RunAsync("run", 0, 1_000);

        code.Should().Be(0, output);
        output.Should().StartWith("1000 seeds passed");
    }

    [Theory]
    [InlineData("IntentAfterCall", "without an intent")]
    [InlineData("NoFencing", "is the newest")]
    [InlineData("DestroyForgets", "is still there after it was destroyed")]
    [InlineData("NamesAreNotStable", "left behind")]
    public async Task A_planted_bug_is_found_within_a_hundred_seeds(string bug, string breach)
    {
        (int code, string output) = await RunAsync("run", 0, 100, bug);

        code.Should().Be(1, output);
        output[..output.IndexOf("\nTrace:\n", StringComparison.Ordinal)].Should().Contain(breach);
    }

    [Fact]
    public async Task The_same_seeds_give_the_same_run_in_another_process()
    {
        (_, string first) = await RunAsync("run", 5_000, 30);
        (_, string second) = await RunAsync("run", 5_000, 30);

        first[first.IndexOf(':', StringComparison.Ordinal)..].Should().Be(second[second.IndexOf(':', StringComparison.Ordinal)..]);
    }

    private static async Task<(int Code, string Output)> RunAsync(string command, int first, int count, string? bug = null)
    {
        string program = typeof(SimulationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "SimulationProgram").Value!;
        ProcessStartInfo start = new("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [program, command, first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), .. bug is null ? (string[])[] : [bug]];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Bound, TimeProvider.System);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return (process.ExitCode, await output + await errors);
    }
}
