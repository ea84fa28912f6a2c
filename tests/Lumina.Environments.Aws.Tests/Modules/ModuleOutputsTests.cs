namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class ModuleOutputsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-module-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Outputs_are_found_in_every_form_that_terraform_reads()
    {
        Write("main.tf", "output \"first\" { value = 1 }\noutput second {\n value = 2\n}\nlocals { output = { third = 3 } }");
        Write("more.tofu", "output   \"fourth-one\"{ value = 4 }");
        Write("object.tf.json", """{ "output": { "fifth": { "value": 5 } } }""");
        Write("list.tf.json", """{ "output": [ { "sixth": { "value": 6 } } ] }""");
        Write("none.tf.json", """{ "locals": {} }""");
        Write("notes.txt", "output \"seventh\" {}");

        ModuleOutputs.FindIn(_directory.FullName).Should().BeEquivalentTo("first", "second", "fourth-one", "fifth", "sixth");
    }

    [Fact]
    public void An_output_that_the_module_does_not_declare_is_said_before_anything_is_made()
    {
        Write("main.tf", "output \"ordersUrl\" { value = 1 }");
        TerraformModuleSpec module = new("queues") { Source = _directory.FullName, Outputs = ["orderUrl"] };

        FluentActions.Invoking(() => new ConfigurationLab(new EnvironmentSpec("shop", "team-a")).Write(new ModuleConfiguration(), module)).Should().Throw<Providers.ProviderException>()
            .WithMessage($"terraform-module/queues: the module in '{_directory.FullName}' declares no output 'orderUrl'. Did you mean 'ordersUrl'?");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.FullName, name), text);
}
