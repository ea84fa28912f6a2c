namespace Lumina.Environments.Aws.Tests;

/// <summary>What is asked of OpenTofu instead of Terraform, by a program that only tells its version: OpenTofu itself was not run.</summary>
[Trait("Category", "Terraform")]
public sealed class OpenTofuTests : IDisposable
{
    private const string Provider = "registry.opentofu.org/hashicorp/aws";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-tofu-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Its_program_is_tofu_and_its_providers_are_of_its_own_registry()
    {
        TerraformOptions options = Options() with { PluginMirror = Path.Combine(_directory.FullName, "mirror") };
        using TerraformProcesses processes = new(options, TimeProvider.System);
        string mirrored = Directory.CreateDirectory(Path.Combine(options.PluginMirror!, Provider, "5.100.0", "linux_amd64")).FullName;
        WriteProgram("tofu", "1.10.6");
        WriteProgram("terraform", "1.11.4");

        TerraformProgram program = await TerraformProgram.FindAsync(options, processes, TimeProvider.System, CancellationToken.None);
        TerraformWorkspace workspace = TerraformWorkspace.Open(Path.Combine(_directory.FullName, "workspace"));
        await new TerraformPluginStore(program, options, processes, Path.Combine(_directory.FullName, "plugins")).LinkAsync(workspace, [new TerraformProvider("aws", "hashicorp/aws", "5.100.0")], CancellationToken.None);

        (Path.GetFileName(program.Path), program.Version).Should().Be(("tofu", "1.10.6"));
        new DirectoryInfo(Path.Combine(workspace.ProvidersDirectory, Provider, "5.100.0", "linux_amd64")).LinkTarget.Should().Be(mirrored);
        (await File.ReadAllTextAsync(workspace.LockFile)).Should().Contain($"provider \"{Provider}\"");
    }

    [Theory]
    [InlineData("tofu", "1.7.3", "*version 1.7.3, which is too old. Install OpenTofu 1.8 or newer*")]
    [InlineData("terraform", "1.11.4", "*Install OpenTofu 1.8 or newer*")]
    public async Task One_that_is_too_old_or_is_Terraform_is_not_taken_for_it(string name, string version, string message)
    {
        using TerraformProcesses processes = new(Options(), TimeProvider.System);
        WriteProgram(name, version);

        await FluentActions.Awaiting(() => TerraformProgram.FindAsync(Options(), processes, TimeProvider.System, CancellationToken.None)).Should().ThrowAsync<TerraformNotFoundException>().WithMessage(message);
    }

    private TerraformOptions Options() => new AwsTerraformOptions { UseOpenTofu = true, ProgramPath = _directory.FullName }.ToTerraform() with { ReadVariable = _ => null };

    private void WriteProgram(string name, string version)
    {
        string program = Path.Combine(_directory.FullName, name);
        File.WriteAllText(program, $$$"""
            #!/bin/sh
            echo '{"terraform_version":"{{{version}}}","platform":"linux_amd64","provider_selections":{}}'

            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
