namespace Lumina.Environments.Aws.Tests;

/// <summary>The real provider reads what is written, and knows each argument.</summary>
[Trait("Category", "Terraform")]
public sealed class InfrastructureValidationTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task The_provider_takes_everything_that_there_is()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        InfrastructureSpec all = InfrastructureLab.Machines with { Resources = InfrastructureLab.Resources.Resources };

        // Of another name, so that it has addresses of its own.
        InfrastructureSpec scaling = InfrastructureLab.ScalingMachines with { Name = "scaling" };
        EnvironmentSpec spec = new("shop", "team-a") { Infrastructure = all, Network = InfrastructureLab.Network };
        ConfigurationLab configurations = new(spec, baseDirectory: InfrastructureLab.CodeDirectory(lab.Temporary));

        TerraformRun run = await configurations.ConfigureAsync(
            lab,
            configurations.Write(new NetworkConfiguration(), InfrastructureLab.Network),
            configurations.Write(new InfrastructureConfiguration(), all),
            InfrastructureLab.Write(scaling));

        (await run.ValidateAsync(CancellationToken.None)).Should().BeEmpty();
    }
}
