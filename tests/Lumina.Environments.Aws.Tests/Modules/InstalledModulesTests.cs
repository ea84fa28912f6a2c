using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class InstalledModulesTests : IDisposable
{
    private const string Own = """{"Key":"","Source":"","Dir":"."}""";
    private const string Queues = """{"Key":"queues","Source":"../queues","Dir":"../queues"},{"Key":"queues.inner","Source":"registry.example/inner","Version":"1.0.0","Dir":".terraform/modules/queues.inner"}""";
    private const string Topics = """{"Key":"topics","Source":"../topics","Dir":"../topics"}""";
    private const string StandIn = """{"Key":"queues","Source":"./stand-ins/queues","Dir":"stand-ins/queues"}""";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-installed-");
    private readonly TerraformWorkspace _workspace;

    public InstalledModulesTests()
    {
        _workspace = TerraformWorkspace.Open(Path.Combine(_directory.FullName, "workspace"));
        Directory.CreateDirectory(Path.GetDirectoryName(_workspace.ModulesManifest)!);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_is_stood_in_for_is_back_whole_when_it_is_read_again()
    {
        Installed(Own, Queues, Topics);

        Keep("queues").Should().Equal("", "topics");
        Installed(Own, StandIn, Topics);
        Keep("queues").Should().Equal("", "topics");
        Installed(Own, StandIn, Topics);

        Keep().Should().BeEquivalentTo("", "topics", "queues", "queues.inner");
    }

    [Fact]
    public void What_was_installed_meanwhile_counts_more_than_what_was_kept()
    {
        Installed(Own, Queues);
        Keep("queues");
        Installed(Own, """{"Key":"queues","Source":"../moved","Dir":"../moved"}""");

        Keep().Should().Equal("", "queues");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Modules\":[{\"Key\"")]
    public void A_list_that_is_not_whole_counts_for_none(string list)
    {
        File.WriteAllText(_workspace.ModulesManifest, list);

        Keep("queues").Should().BeEmpty();
    }

    private void Installed(params string[] modules) => File.WriteAllText(_workspace.ModulesManifest, $$"""{"Modules":[{{string.Join(',', modules)}}]}""");

    private IEnumerable<string> Keep(params string[] stoodInFor)
    {
        InstalledModules.Keep(_workspace, [.. stoodInFor.Select(module => new TerraformAddress(TerraformAddress.ModuleType, module))]);
        return JsonNode.Parse(File.ReadAllText(_workspace.ModulesManifest))!["Modules"]!.AsArray().Select(module => (string)module!["Key"]!);
    }
}
