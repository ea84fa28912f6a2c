using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class ModuleDeclarationsTests : IDisposable
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

        ModuleDeclarations.ReadFrom(_directory.FullName).Outputs.Should().BeEquivalentTo("first", "second", "fourth-one", "fifth", "sixth");
    }

    [Fact]
    public void Variables_are_found_with_those_that_have_no_default_and_a_comment_wants_none()
    {
        Write("main.tf", """
            variable "wanted" { type = string } # variable "in_a_comment" {}
            /* variable "in_another" {}
            */
            variable "given" {
              description = "see https://example.com"
              default     = 1
            }
            locals {
              text = <<-EOT
                variable "in_a_text" {}
                EOT
            }
            """);
        Write("more.tf.json", """{ "variable": { "json_wanted": { "type": "string" }, "json_given": { "default": null } } }""");
        Write("main_override.tf", "variable \"overridden\" { default = 2 }");
        Write("overridden.tf", "variable \"overridden\" { type = number }");

        ModuleDeclarations found = ModuleDeclarations.ReadFrom(_directory.FullName);

        found.Variables.Should().Contain(["wanted", "given", "json_wanted", "json_given", "overridden"]);
        found.RequiredVariables.Should().Equal("json_wanted", "wanted");
    }

    [Fact]
    public void What_looks_like_a_comment_within_a_text_hides_no_variable_and_no_default()
    {
        Write("main.tf", """
            locals { pattern = "/api/*" }
            variable "between" { type = string }
            variable "given" {
              description = "a path such as /*"
              default     = "*/5"
            }
            locals { schedule = "*/5 * * * *" }
            """);

        ModuleDeclarations found = ModuleDeclarations.ReadFrom(_directory.FullName);

        found.Variables.Should().BeEquivalentTo("between", "given");
        found.RequiredVariables.Should().NotContain("given");
    }

    [Fact]
    public void What_terraform_passes_over_is_not_read_and_of_a_module_for_two_products_nothing_is_wanted()
    {
        Write("main.tf", "output \"x\" /* c */ { value = 1 }\nvariable \"size\" {}");
        Write("._main.tf", "variable \"apple\" {}");
        ModuleDeclarations found = ModuleDeclarations.ReadFrom(_directory.FullName);
        found.Outputs.Should().Equal("x");
        found.RequiredVariables.Should().Equal("size");

        Write("main.tofu", "variable \"size\" { default = 1 }");

        ModuleDeclarations.ReadFrom(_directory.FullName).RequiredVariables.Should().BeEmpty();
    }

    [Fact]
    public void A_variable_may_be_null_and_of_any_type_that_JSON_has_a_text_for()
    {
        Write("main.tf", "variable \"kms\" {}\nvariable \"id\" {}");
        Guid id = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");

        AwsComponent written = Written(new TerraformModuleSpec("queues") { Source = _directory.FullName, Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { ["kms"] = null, ["id"] = id } });

        written.Faults.Should().BeEmpty();
        System.Text.Encoding.UTF8.GetString(written.Configuration.ToBytes()).Should().Contain("\"kms\": \"${null}\"").And.Contain("\"id\": \"0f8fad5b-d9cb-469f-a165-70867728950e\"");
    }

    [Fact]
    public void Nothing_within_a_variable_is_lost_neither_what_is_null_nor_a_digit()
    {
        Write("main.tf", "variable \"any\" {}");

        AwsComponent written = Written(new TerraformModuleSpec("queues")
        {
            Source = _directory.FullName,
            Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { ["any"] = JsonNode.Parse("""{ "a": null, "list": [null, 1, null], "large": 12345678901234567890123, "exact": 0.1000000000000000055511 }""") },
        });

        using JsonDocument document = JsonDocument.Parse(written.Configuration.ToBytes());
        document.RootElement.GetProperty("module").EnumerateObject().Single().Value.GetProperty("any").GetRawText().Where(c => !char.IsWhiteSpace(c)).Should()
            .Equal("""{"a":"${null}","list":["${null}",1,"${null}"],"large":12345678901234567890123,"exact":0.1000000000000000055511}""");
    }

    [Theory]
    [InlineData("provider \"aws\" {\n  region = \"eu-west-1\"\n}", "provider")]
    [InlineData("provider aws {\n  region = \"eu-west-1\"\n}", "provider")]
    [InlineData("terraform {}\nimport {\n  to = aws_sqs_queue.a\n  id = \"a\"\n}", "import")]
    public void What_only_the_outermost_module_may_have_is_said_before_anything_is_made(string text, string block)
    {
        Write("main.tf", text);

        FaultsOf(new TerraformModuleSpec("queues") { Source = _directory.FullName }).Should().ContainSingle().Which.Should().StartWith($"source: the module in '{_directory.FullName}' has a block '{block}', which a module that is called can't have.");
    }

    [Theory]
    [InlineData("sub.tf", "  provider \"aws\" {\n    region = \"us-west-2\"\n  }")]
    [InlineData("sub.tf.json", """{"provider":{"aws":{"region":"us-west-2"}}}""")]
    public void A_module_within_it_has_no_provider_of_its_own_either(string file, string text)
    {
        Write("main.tf", "module \"sub\" {\n  source = \"./sub\"\n}\nmodule \"registry\" {\n  source = \"example/queues/aws\"\n}\nmodule \"again\" {\n  source = \"./sub/../sub\"\n}");
        _directory.CreateSubdirectory("sub");
        Write($"sub/{file}", text);
        Write("sub/more.tf", "module \"up\" {\n  source = \"../\"\n}");

        FaultsOf(new TerraformModuleSpec("queues") { Source = _directory.FullName }).Should().ContainSingle().Which.Should().StartWith($"source: the module in '{Path.Combine(_directory.FullName, "sub")}' has a block 'provider'");
    }

    [Theory]
    [InlineData("main.tf", "module \"sub\" { source = \"./sub\" }")]
    [InlineData("main.tf", "module \"sub\" { source = \"{0}/sub\" }")]
    [InlineData("main.tf.json", """{"module":{"sub":{"source":"./sub"}}}""")]
    [InlineData("main.tf.json", """{"module":[{"sub":[{"source":"./sub"}]}]}""")]
    public void In_whatever_form_it_is_called_a_module_within_it_has_no_provider(string file, string text)
    {
        Write(file, text.Replace("{0}", _directory.FullName, StringComparison.Ordinal));
        _directory.CreateSubdirectory("sub");
        Write("sub/sub.tf", "provider \"aws\" {\n  region = \"us-west-2\"\n}");

        FaultsOf(new TerraformModuleSpec("queues") { Source = _directory.FullName }).Should().ContainSingle().Which.Should().StartWith($"source: the module in '{Path.Combine(_directory.FullName, "sub")}").And.Contain("has a block 'provider'");
    }

    [Fact]
    public void What_only_looks_like_such_a_block_is_none()
    {
        Write("main.tf", "provider \"aws\" {}\n# provider \"aws\" { region = 1 }\n/*\nimport {\n*/\nterraform {\n  required_providers {\n    aws = {}\n  }\n}\nlocals {\n  text = <<-END\nprovider \"aws\" {\nEND\n}\n");

        FaultsOf(new TerraformModuleSpec("queues") { Source = _directory.FullName }).Should().BeEmpty();
    }

    [Fact]
    public void What_does_not_fit_a_module_is_said_before_anything_is_made_all_of_it_and_where()
    {
        Write("main.tf", "variable \"size\" {}\nvariable \"name\" {}\nvariable \"zone\" {}\noutput \"ordersUrl\" { value = 1 }");
        TerraformModuleSpec module = new("queues")
        {
            Source = _directory.FullName,
            NameVariable = "nam",
            Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { ["size"] = 3, ["zones"] = "a" },
            Outputs = ["orderUrl"],
        };

        FaultsOf(module).Should().Equal(
            $"outputs[0]: the module in '{_directory.FullName}' declares no output 'orderUrl'. Did you mean 'ordersUrl'?",
            $"variables.zones: the module in '{_directory.FullName}' declares no variable 'zones'. Did you mean 'zone'?",
            $"nameVariable: the module in '{_directory.FullName}' declares no variable 'nam'. Did you mean 'name'?",
            $"variables: the module in '{_directory.FullName}' has variables without a default that are not given: name, zone. Give a value for each, or name one as nameVariable for a name that no other environment has.");
    }

    [Fact]
    public void A_module_that_is_not_there_is_said_before_anything_is_made()
    {
        string missing = Path.Combine(_directory.FullName, "missing");

        FaultsOf(new TerraformModuleSpec("queues") { Source = missing }).Should().Equal($"source: the folder '{missing}' of the module is not there. Correct it, or put the module there.");
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_said_and_nothing_else_of_it()
    {
        Write("main.tf.json", """{"variable":{"name":{}},{""");

        FaultsOf(new TerraformModuleSpec("queues") { Source = _directory.FullName, NameVariable = "name", Outputs = ["url"] }).Should().ContainSingle().Which.Should().StartWith($"source: the file '{Path.Combine(_directory.FullName, "main.tf.json")}' is no JSON: ");
    }

    [Fact]
    public void Nothing_where_something_belongs_is_a_fault()
    {
        TerraformModuleSpec none = new("queues") { Source = "./queues", Outputs = [null!], Variables = null! };

        none.Validate().Should().ContainSingle().Which.Path.Should().Be("outputs");
        (none with { Outputs = null! }).Validate().Should().BeEmpty();
    }

    [Fact]
    public void A_module_is_given_a_name_that_no_other_environment_has()
    {
        Write("main.tf", "variable \"prefix\" {}");

        AwsComponent written = Written(new TerraformModuleSpec("queues") { Source = _directory.FullName, NameVariable = "prefix" });

        written.Faults.Should().BeEmpty();
        System.Text.Encoding.UTF8.GetString(written.Configuration.ToBytes()).Should().Contain($"\"prefix\": \"{written.ExternalName}\"");
        written.ExternalName.Should().MatchRegex("^[a-z][a-z0-9-]{0,23}$");
    }

    [Fact]
    public void A_variable_for_the_name_is_a_name_in_terraform_and_has_no_other_value()
    {
        TerraformModuleSpec module = new("queues") { Source = "./queues", NameVariable = "a b", Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { ["size"] = 3 } };

        module.Validate().Should().ContainSingle().Which.Path.Should().Be("nameVariable");
        (module with { NameVariable = "size" }).Validate().Should().ContainSingle().Which.Problem.Should().Be("'size' is among the variables, too.");
        (module with { NameVariable = "name" }).Validate().Should().BeEmpty();
    }

    private static AwsComponent Written(TerraformModuleSpec module) => new ConfigurationLab(new EnvironmentSpec("shop", "team-a")).Write(new ModuleConfiguration(), module);

    private static IEnumerable<string> FaultsOf(TerraformModuleSpec module) => Written(module).Faults.Select(fault => fault.ToString());

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.FullName, name), text);
}
