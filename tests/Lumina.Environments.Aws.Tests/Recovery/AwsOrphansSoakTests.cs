using Xunit.Abstractions;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Everything of an environment is destroyed with neither state nor configuration.</summary>
[Trait("Category", "Soak")]
public sealed class AwsOrphansSoakTests(MotoServer moto, ITestOutputHelper output) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task An_environment_of_many_types_whose_workspace_is_lost_is_destroyed_by_its_tags()
    {
        SampleEnvironment environment = new SampleEnvironment(1).Large();
        using TerraformLab lab = MotoLab.Create(moto);
        using AwsLab aws = new(moto);
        TerraformRun run = await environment.ConfigureAsync(lab);
        TerraformRunResult applied = await run.ApplyAsync(CancellationToken.None);
        output.WriteLine($"made {applied.Completed.Count}");
        lab.Workspace.Delete();
        output.WriteLine(string.Join('\n', await aws.FindAsync(environment)));

        AwsSweep sweep = await (await aws.OrphansAsync(lab)).DestroyAsync(new AwsSweepScope(environment.Id.Value, AwsLab.Account, SampleEnvironment.Region), CancellationToken.None);

        output.WriteLine($"destroyed {string.Join(' ', sweep.Destroyed)}\nunknown {string.Join(' ', sweep.Unknown)}\nrefused {string.Join(' ', sweep.Refused)}");
        output.WriteLine(string.Join('\n', await aws.FindAsync(environment)));
        sweep.IsComplete.Should().BeTrue();
    }
}
