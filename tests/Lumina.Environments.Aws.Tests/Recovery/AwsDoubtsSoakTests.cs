using Lumina.Environments.Processes;
using Xunit.Abstractions;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Kills of host and terraform while things of eight types are made: whoever comes next finds what is there, without being told.</summary>
[Trait("Category", "Soak")]
public sealed class AwsDoubtsSoakTests(MotoServer moto, ITestOutputHelper output) : IClassFixture<MotoServer>
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("LUMINA_SOAK_AWS_KILLS"), out int kills) ? kills : 8)];

    [MotoTheory]
    [MemberData(nameof(Seeds))]
    public async Task A_host_and_its_terraform_that_are_killed_leave_what_is_found_adopted_and_destroyed(int seed)
    {
        Random random = new(seed);
        SampleEnvironment environment = new SampleEnvironment(100 + seed).Small();
        using TerraformLab lab = MotoLab.Create(moto);
        using AwsLab aws = new(moto);
        TerraformRun run = await environment.ConfigureAsync(lab);
        using TestHost host = TestHost.Start(lab.Workspace.Path, moto.Variables);
        await host.WaitForAsync(lab.Workspace, told => told is TerraformEvent.ApplyStart);
        await Task.Delay(random.Next(0, 900));
        host.Kill();
        if (lab.Workspace.ReadRun() is { } left)
        {
            new PidfdSignals().Send(left.Process, ProcessSignal.Kill);
        }

        AwsDoubts doubts = new(aws.Session, aws.Discovery, await AwsLab.InstallationAsync(lab), HastyTime.Instance);
        await lab.Recovery.WaitForOrphanAsync(lab.Workspace, onWait: null, CancellationToken.None);
        output.WriteLine($"in doubt: {string.Join(", ", TerraformRecovery.FindDoubts(lab.Workspace))}");
        IReadOnlyList<string> adopted = await doubts.SettleAsync(lab.Workspace, environment.Id.Value, CancellationToken.None);
        output.WriteLine($"adopted: {string.Join(", ", adopted)}");

        TerraformRecovery.FindDoubts(lab.Workspace).Should().BeEmpty();
        if (seed % 2 == 0)
        {
            // As well it can be finished, with one of everything.
            await run.ApplyAsync(CancellationToken.None);
            (await moto.ListAsync(MotoLab.Tag, environment.Id.Value)).Should().HaveCount(8);
        }

        await run.DestroyAsync([], CancellationToken.None);
        (await moto.ListAsync(MotoLab.Tag, environment.Id.Value)).Should().BeEmpty();
    }
}
