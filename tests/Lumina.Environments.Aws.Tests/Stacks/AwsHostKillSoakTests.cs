using System.Diagnostics;
using System.Globalization;
using Lumina.Environments.Aws.TestHost;
using Lumina.Environments.Processes;
using Xunit.Abstractions;

namespace Lumina.Environments.Aws.Tests;

/// <summary>A manager's process is killed while it makes or ends an environment, alone or with its terraform: another one with the same store finishes, nothing is doubled, and in the end nothing is left.</summary>
[Trait("Category", "Soak")]
public sealed class AwsHostKillSoakTests(MotoServer moto, ITestOutputHelper output) : IClassFixture<MotoServer>
{
    public const string KillsVariable = "LUMINA_SOAK_AWS_HOST_KILLS";
    public const string SeedVariable = "LUMINA_SOAK_SEED";

    private const int LongestDelay = 14_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>What a whole environment is, beside what is there without one; AWS makes a default security group and a main route table for each network.</summary>
    private static readonly Dictionary<string, int> Whole = new(StringComparer.Ordinal)
    {
        ["dynamodb list-tables"] = 1,
        ["s3api list-buckets"] = 1,
        ["ec2 describe-vpcs"] = 1,
        ["ec2 describe-subnets"] = 1,
        ["ec2 describe-security-groups"] = 2,
        ["ec2 describe-security-group-rules"] = 1,
        ["ec2 describe-route-tables"] = 2,
        ["logs describe-log-groups"] = 1,
        ["sns list-topics"] = 1,
    };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(Number(SeedVariable, 1), Number(KillsVariable, 6))];

    [MotoTheory]
    [MemberData(nameof(Seeds))]
    public async Task A_manager_that_is_killed_at_any_moment_leaves_what_another_finishes_and_nothing_twice(int seed)
    {
        Random random = new(seed);
        string verb = seed % 2 == 0 ? KilledManager.Terminate : KilledManager.Provision;
        InterruptionPolicy onInterruption = random.Next(2) == 0 ? InterruptionPolicy.RollBack : InterruptionPolicy.Resume;
        int delay = random.Next(LongestDelay);
        bool killsTerraform = random.Next(2) == 0;
        await moto.ResetAsync();
        string[] before = await TakeAsync();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("lumina-aws-kill-");
        try
        {
            KillLab lab = new(moto.Endpoint, directory.FullName, TestTools.Mirror!, TestTools.ProviderVersion);
            string killed = $"{verb}, {onInterruption}, {await KillAsync(lab, verb, onInterruption, delay, killsTerraform, random.Next(3) > 0)}";
            await using EnvironmentManager manager = lab.Manager("second");

            RecoveryReport report = await manager.RecoverAsync().WaitAsync(Patience, TimeProvider.System);

            EnvironmentSnapshot? environment = await manager.QueryAsync(new EnvironmentQuery()).SingleOrDefaultAsync();
            string moment = $"{killed}; then {environment?.Status.ToString() ?? "no environment"}: {report}";
            output.WriteLine(moment);
            report.Undecided.Should().BeEmpty(moment);
            await IsTrueAsync(environment, before, moment);
            if (environment is { IsActive: true })
            {
                await manager.TerminateAsync(environment.Id).WaitAsync(Patience, TimeProvider.System);
            }

            (await TakeAsync()).Except(before, StringComparer.Ordinal).Should().BeEmpty(moment);
            Workspaces(lab).Should().BeEmpty(moment);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>What is there is what the environment says of itself: each once, or none.</summary>
    private async Task IsTrueAsync(EnvironmentSnapshot? environment, string[] before, string moment)
    {
        Dictionary<string, int> there = (await TakeAsync()).Except(before, StringComparer.Ordinal)
            .CountBy(thing => thing[..thing.LastIndexOf(' ')]).ToDictionary(StringComparer.Ordinal);
        switch (environment?.Status)
        {
            case null or EnvironmentStatus.Terminated or EnvironmentStatus.Failed:
                there.Should().BeEmpty(moment);
                break;
            case EnvironmentStatus.Ready or EnvironmentStatus.Running:
                there.Should().BeEquivalentTo(Whole, moment);
                break;
            default:
                Assert.Fail($"The environment is {environment!.Status}: {moment}");
                break;
        }
    }

    /// <returns>What was killed, and when.</returns>
    private static async Task<string> KillAsync(KillLab lab, string verb, InterruptionPolicy onInterruption, int milliseconds, bool killsTerraform, bool killsDuringTerraform)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Lumina.Environments.Aws.TestHost.dll");
        ProcessStartInfo start = new("dotnet", [program, verb, onInterruption.ToString(), lab.Endpoint, lab.Directory, lab.Mirror, lab.ProviderVersion]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // its debugger's socket would be left
        using Process host = Process.Start(start)!;
        try
        {
            using CancellationTokenSource bound = new(Patience, TimeProvider.System);
            (await host.StandardOutput.ReadLineAsync(bound.Token)).Should().Be(KilledManager.Begun);
            if (killsDuringTerraform)
            {
                while (!host.HasExited && RunOf(lab) is null)
                {
                    await Task.Delay(50, bound.Token);
                }
            }

            await Task.Delay(killsDuringTerraform ? milliseconds / 3 : milliseconds, CancellationToken.None);
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync();
        }

        string killed = (await host.StandardOutput.ReadToEndAsync()).Trim() == KilledManager.Ended ? "when it had ended" : killsDuringTerraform
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 3} ms after terraform began")
            : string.Create(CultureInfo.InvariantCulture, $"after {milliseconds} ms");
        TerraformRunRecord? run = RunOf(lab);
        if (killsTerraform && run is not null)
        {
            new PidfdSignals().Send(run.Process, ProcessSignal.Kill);
        }

        return $"{killed}, {(run is null ? "no terraform ran" : killsTerraform ? "with its terraform" : "its terraform was left")}";
    }

    private static TerraformRunRecord? RunOf(KillLab lab) => Workspaces(lab).Select(path => TerraformWorkspace.At(path).ReadRun()).FirstOrDefault(run => run is not null);

    private static string[] Workspaces(KillLab lab) =>
        Directory.Exists(Path.Combine(lab.Directory, "aws", "environments")) ? Directory.GetDirectories(Path.Combine(lab.Directory, "aws", "environments")) : [];

    private Task<string[]> TakeAsync() => AwsInventory.TakeAsync(moto, "ec2", "dynamodb", "s3api", "sns", "logs");

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
