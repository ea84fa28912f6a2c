using Xunit.Abstractions;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Everything of an environment is destroyed with neither state nor configuration, and nothing of anybody else.</summary>
[Trait("Category", "Soak")]
public sealed class AwsOrphansSoakTests(MotoServer moto, ITestOutputHelper output) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task An_environment_of_many_types_whose_workspace_is_lost_is_destroyed_by_its_tags()
    {
        SampleEnvironment environment = new SampleEnvironment(1).Large();
        using TerraformLab lab = MotoLab.Create(moto);
        using AwsLab aws = new(moto);
        await new AwsMaker(aws.Session.Api).ForeignAsync();
        string[] before = await AwsInventory.TakeAsync(moto);
        TerraformRun run = await environment.ConfigureAsync(lab);
        TerraformRunResult applied = await run.ApplyAsync(CancellationToken.None);
        string[] made = [.. (await AwsInventory.TakeAsync(moto)).Except(before)];
        lab.Workspace.Delete();
        AwsOrphans orphans = await aws.OrphansAsync(lab);

        AwsSweep sweep = await orphans.DestroyAsync(environment.Sweep(), [], CancellationToken.None);

        output.WriteLine($"made {applied.Completed.Count}, {made.Length} by the CLI; destroyed {sweep.Destroyed.Count}");
        output.WriteLine($"unknown {string.Join(' ', sweep.Unknown)}\nrefused {string.Join(' ', sweep.Refused)}");
        made.Length.Should().BeGreaterThan(30);
        (await AwsInventory.TakeAsync(moto)).Should().Equal(before);
        sweep.IsComplete.Should().BeTrue();
        AwsSweep again = await orphans.DestroyAsync(environment.Sweep(), [], CancellationToken.None);
        again.Destroyed.Should().BeEmpty();
        again.IsComplete.Should().BeTrue();
    }
}
