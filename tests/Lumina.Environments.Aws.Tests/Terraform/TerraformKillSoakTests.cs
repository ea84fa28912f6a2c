using Lumina.Environments.Processes;
using Xunit.Abstractions;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Kills at random moments: whoever comes next finishes the work, with one of everything, and after a destroy nothing is left.</summary>
[Trait("Category", "Soak")]
public sealed class TerraformKillSoakTests(MotoServer moto, ITestOutputHelper output) : IClassFixture<MotoServer>
{
    /// <summary>What moto's every account is called.</summary>
    private const string Account = "123456789012";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("LUMINA_SOAK_TERRAFORM_KILLS"), out int kills) ? kills : 30)];

    [MotoTheory]
    [MemberData(nameof(Seeds))]
    public async Task A_host_and_its_terraform_that_are_killed_at_any_moment_leave_what_the_next_can_finish_and_destroy(int seed)
    {
        Random random = new(seed);
        string environment = $"kill{seed}";
        using TerraformLab lab = MotoLab.Create(moto);
        TerraformRun run = await lab.ConfigureAsync(MotoLab.Configuration(environment)
            .Resource(MotoLab.Queue, new TerraformBlock { ["name"] = environment })
            .Resource(MotoLab.Bucket, new TerraformBlock { ["bucket"] = environment, ["force_destroy"] = true, ["depends_on"] = TerraformValue.List(MotoLab.LogGroup) })
            .Resource(MotoLab.Table, MotoLab.SmallTable(environment))
            .Resource(MotoLab.LogGroup, new TerraformBlock { ["name"] = environment }));
        using TestHost host = TestHost.Start(lab.Workspace.Path, moto.Variables);
        await host.WaitForAsync(lab.Workspace, told => told is TerraformEvent.ApplyStart);
        await Task.Delay(random.Next(0, 700));
        host.Kill();
        bool killsTerraform = random.Next(4) > 0;
        if (killsTerraform && lab.Workspace.ReadRun() is { } left)
        {
            new PidfdSignals().Send(left.Process, ProcessSignal.Kill);
        }

        await lab.Recovery.WaitForOrphanAsync(lab.Workspace, onWait: null, CancellationToken.None);
        IReadOnlyList<TerraformDoubt> doubts = TerraformRecovery.FindDoubts(lab.Workspace);
        output.WriteLine($"terraform was {(killsTerraform ? "killed" : "left")}; in doubt: {string.Join(", ", doubts)}");
        TerraformProgram program = await lab.FindProgramAsync();
        TerraformAdoption adoption = new(program, lab.Workspace, lab.Runner, lab.Recovery, lab.Options);
        Dictionary<string, long> versions = new(StringComparer.Ordinal) { ["aws_dynamodb_table"] = 1 };
        await adoption.AdoptAsync(
            [
                .. doubts.Select(doubt => MotoLab.Parse(doubt.Address)).Select(address => new TerraformCandidate(
                    address,
                    $"{program.Registry}/hashicorp/aws",
                    versions.GetValueOrDefault(address.Type),
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = address == MotoLab.Queue ? $"{moto.Endpoint}/{Account}/{environment}" : environment })),
            ],
            [],

            // A bucket is made by one call and tagged by the next.
            (_, found) => (found.Member("tags_all")?.Text(MotoLab.Tag) ?? environment) == environment,
            CancellationToken.None);

        await run.ApplyAsync(CancellationToken.None);
        (await moto.ListAsync(MotoLab.Tag, environment)).Should().HaveCount(4);
        await run.DestroyAsync([], CancellationToken.None);
        (await moto.ListAsync(MotoLab.Tag, environment)).Should().BeEmpty();
    }
}
