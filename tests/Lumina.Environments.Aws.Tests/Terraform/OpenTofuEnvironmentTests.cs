namespace Lumina.Environments.Aws.Tests;

/// <summary>A whole environment by OpenTofu, on moto. Skipped where there is no OpenTofu.</summary>
[Trait("Category", "Terraform")]
public sealed class OpenTofuEnvironmentTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private const string Provider = "hashicorp/aws";

    [OpenTofuFact]
    public async Task An_environment_is_made_compared_restarted_and_ended()
    {
        DirectoryInfo mirror = Directory.CreateTempSubdirectory("lumina-aws-tofu-");
        try
        {
            await using AwsEnvironmentLab lab = new(moto, options =>
            {
                options.Terraform.UseOpenTofu = true;
                options.Terraform.PluginMirror = TestTools.Mirror is { } terraforms ? MirrorOf(terraforms, mirror.FullName) : null;
            });
            EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("tofu", "payments") { Network = new NetworkSpec(), Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)] });

            await lab.Manager.RestartAsync(environment.Id, ComponentName.Database("carts"));
            (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
            await lab.Manager.TerminateAsync(environment.Id);

            (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
        }
        finally
        {
            mirror.Delete(recursive: true);
        }
    }

    /// <summary>The same provider under the address by which OpenTofu knows it.</summary>
    private static string MirrorOf(string terraforms, string mirror)
    {
        string folder = Directory.CreateDirectory(Path.Combine(mirror, "registry.opentofu.org", Provider)).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, TestTools.ProviderVersion), Path.Combine(terraforms, "registry.terraform.io", Provider, TestTools.ProviderVersion));
        return mirror;
    }
}
