using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
public sealed class TerraformJsonTests
{
    private static readonly TerraformProvider Aws = new("aws", "hashicorp/aws", "5.100.0");

    [Fact]
    public void A_configuration_is_what_its_snapshot_says()
    {
        TerraformAddress queue = TerraformAddress.For("aws_sqs_queue", ComponentName.Service("orders"), "dead-letters");
        TerraformJson configuration = new TerraformJson()
            .Output("url", TerraformExpression.Attribute(queue, "id"))
            .Output("password", "p${x}", isSensitive: true)
            .Resource(queue, new TerraformBlock
            {
                ["name"] = "name ${aws_instance.x.id} %{for}",
                ["delay_seconds"] = 5,
                ["fifo_queue"] = false,
                ["policy"] = null,
                ["tags"] = TerraformValue.Map([new("ow\"ner ${x}", "ü 😀")]),
            })
            .Resource(TerraformAddress.For("aws_vpc", ComponentName.Network), new TerraformBlock
            {
                ["cidr_block"] = "10.0.0.0/16",
                ["timeouts"] = TerraformValue.List(new TerraformBlock { ["create"] = "5m" }),
                ["depends_on"] = TerraformValue.List(queue),
                ["comment"] = TerraformExpression.Join("costs $", TerraformExpression.Attribute(queue, "arn"), "$", "{x}"),
            })
            .Data(new TerraformAddress("aws_caller_identity", "current"), [])
            .Provider(Aws, new TerraformBlock { ["region"] = "eu-central-1" });

        configuration.ToString().Should().Be(Snapshot("configuration.tf.json"));
    }

    [Fact]
    public void The_order_in_which_things_were_added_does_not_show()
    {
        TerraformAddress a = TerraformLab.Data("a");
        TerraformAddress b = TerraformLab.Data("b");

        string one = new TerraformJson().Resource(a, TerraformLab.Quick).Resource(b, TerraformLab.Quick).Output("x", 1).Output("y", 2).ToString();
        string other = new TerraformJson().Output("y", 2).Resource(b, TerraformLab.Quick).Output("x", 1).Resource(a, TerraformLab.Quick).ToString();

        other.Should().Be(one);
    }

    [Fact]
    public void Every_component_and_role_has_an_address_of_its_own_that_terraform_takes()
    {
        (ComponentName Component, string Role)[] all =
        [
            .. NastyNames.All.Select(name => (ComponentName.Service(name), "")),
            (ComponentName.Service("a-b"), ""), (ComponentName.Service("a_b"), ""), (ComponentName.Service("A-b"), ""),
            (ComponentName.Service("a"), "b"), (ComponentName.Service("a#b"), ""), (ComponentName.Network, ""), (new ComponentName("1", "2"), ""),
        ];

        string[] names = [.. all.Select(part => TerraformAddress.NameOf(part.Component, part.Role))];

        names.Should().OnlyHaveUniqueItems().And.OnlyContain(name => TerraformAddress.IsIdentifier(name) && name.Length <= 60);
        TerraformAddress.For("aws_instance", ComponentName.Service("api")).ToString().Should().Be("aws_instance.service_api_63348f1947");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("x\" {}")]
    [InlineData("${x}")]
    [InlineData("")]
    public void What_is_no_name_is_refused_where_only_a_name_can_be(string name)
    {
        FluentActions.Invoking(() => new TerraformAddress("aws_instance", name)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new TerraformBlock { [name] = "x" }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new TerraformJson().Output(name, "x")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => TerraformExpression.Attribute(TerraformLab.Data("a"), name)).Should().Throw<ArgumentException>();
    }

    [TerraformFact]
    public async Task Every_string_of_a_user_arrives_as_it_was()
    {
        using TerraformLab lab = new();
        TerraformAddress source = TerraformLab.Data("source");
        TerraformJson configuration = new TerraformJson().Resource(source, new TerraformBlock { ["input"] = "read" });
        for (int i = 0; i < NastyNames.All.Count; i++)
        {
            string name = NastyNames.All[i];
            configuration.Output($"text{i}", name);
            configuration.Output($"map{i}", TerraformValue.Map([new(name, name)]));
            configuration.Output($"joined{i}", TerraformExpression.Join(name, TerraformExpression.Attribute(source, "output"), name, "{", name));
        }

        TerraformRun run = await lab.ConfigureAsync(configuration);
        (await run.ValidateAsync(CancellationToken.None)).Should().BeEmpty();
        TerraformRunResult result = await run.ApplyAsync(CancellationToken.None);

        for (int i = 0; i < NastyNames.All.Count; i++)
        {
            string name = NastyNames.All[i];
            result.Outputs[$"text{i}"].Value!.Value.GetString().Should().Be(name);
            JsonProperty entry = result.Outputs[$"map{i}"].Value!.Value.EnumerateObject().Should().ContainSingle().Which;
            (entry.Name, entry.Value.GetString()).Should().Be((name, name));
            result.Outputs[$"joined{i}"].Value!.Value.GetString().Should().Be($"{name}read{name}{{{name}");
        }
    }

    private static string Snapshot(string name, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "Snapshots", name));
}
