namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class InstalledModulesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-installed-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_provider_of_a_module_that_is_called_by_another_is_refused_wherever_it_lies()
    {
        TerraformWorkspace workspace = TerraformWorkspace.Open(Path.Combine(_directory.FullName, "workspace"));
        string beside = Write("beside", "resource \"aws_sqs_queue\" \"a\" {}");
        string fetched = Write("workspace/.terraform/modules/queues.inner", "provider \"aws\" {\n  region = \"us-west-2\"\n}");
        File.WriteAllText(workspace.ModulesManifest, """
            {"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"queues","Source":"BESIDE","Dir":"BESIDE"},{"Key":"queues.inner","Source":"registry.example/inner","Version":"1.0.0","Dir":".terraform/modules/queues.inner"}]}
            """.Replace("BESIDE", beside, StringComparison.Ordinal));

        FluentActions.Invoking(() => InstalledModules.RefuseRootBlocks(workspace)).Should().Throw<TerraformException>()
            .Which.Errors.Should().ContainSingle().Which.Summary.Should().StartWith($"the module in '{fetched}' has a block 'provider'");

        File.WriteAllText(Path.Combine(fetched, "main.tf"), "provider \"aws\" {}");
        FluentActions.Invoking(() => InstalledModules.RefuseRootBlocks(workspace)).Should().NotThrow();
    }

    private string Write(string folder, string text)
    {
        string path = Directory.CreateDirectory(Path.Combine(_directory.FullName, folder)).FullName;
        File.WriteAllText(Path.Combine(path, "main.tf"), text);
        return path;
    }
}
