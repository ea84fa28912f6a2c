using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Lumina.Environments.Aws.Tests;

/// <summary>Modules of one's own beside other components: the real terraform, the real AWS provider, moto.</summary>
[Trait("Category", "Infrastructure")]
public sealed class AwsModuleTests(MotoServer moto) : IClassFixture<MotoServer>, IDisposable
{
    private static readonly ComponentName Topics = new(TerraformModuleSpec.KindName, "topics");
    private static readonly ComponentName Carts = ComponentName.Database("carts");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("lumina-aws-modules-");

    public void Dispose() => _directory.Delete(recursive: true);

    [MotoFact]
    public async Task What_has_become_of_a_modules_folder_keeps_nobody_else_from_being_restarted_stopped_or_ended()
    {
        await using AwsEnvironmentLab lab = new(moto);
        string module = Write("topics", "variable \"prefix\" {}\nresource \"aws_sns_topic\" \"q\" {\n  name = \"${var.prefix}-before\"\n}\noutput \"name\" { value = aws_sns_topic.q.name }");
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(SpecOf(module));
        string? topic = environment.Find(Topics)!.Outputs.Find("name")!.Reveal();
        string table = environment.Find(Carts)!.ExternalName;

        // What stands there by now is another's matter: it is not applied with a table.
        Write("topics", "variable \"prefix\" {}\nresource \"aws_sns_topic\" \"q\" {\n  name = \"${var.prefix}-after\"\n}\noutput \"name\" { value = aws_sns_topic.q.name }");
        await RestartCartsAsync();
        Write("topics", "resource \"aws_sns_topic\" {\n  of no kind");
        await RestartCartsAsync();
        Directory.Delete(module, recursive: true);
        await RestartCartsAsync();

        (await moto.ListAsync(OwnershipMarks.ComponentMark, Topics.ToString())).Should().ContainSingle().Which.Should().EndWith($":{topic}");
        environment = await lab.Manager.FindAsync(environment.Id) ?? throw new InvalidOperationException();
        environment.Components.Should().OnlyContain(component => component.State == ComponentState.Up);
        environment.Find(Topics)!.Outputs.Find("name")!.Reveal().Should().Be(topic);
        await lab.Manager.StopAsync(environment.Id);
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();

        // Somebody deletes it each time, so that there is something to be made.
        async Task RestartCartsAsync()
        {
            await moto.AskAsync("dynamodb", "delete-table", "--table-name", table);
            await lab.Manager.RestartAsync(environment.Id, Carts);
            (await moto.AskAsync("dynamodb", "list-tables")).GetRawText().Should().Contain(table);
        }
    }

    [MotoFact]
    public async Task No_verb_takes_away_what_a_module_has_made_since_its_folder_was_changed_and_nobody_else_fails_for_it()
    {
        await using AwsEnvironmentLab lab = new(moto);
        string module = Write("topics", Of("before"));
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(SpecOf(module));
        string topic = environment.Find(Topics)!.Outputs.Find("name")!.Reveal();
        await lab.Manager.StopAsync(environment.Id);

        Write("topics", Of("after"));
        (await FailsAsync(() => lab.Manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1)))).Should().Contain("is not what it was made from any more (terraform would: Replace module.").And.Contain("have its folder say what is there again");
        (await FailsAsync(() => lab.Manager.StartAsync(environment.Id))).Should().Contain($"{Topics} (Start)").And.Contain("Nothing was done to it").And.NotContain($"{Carts} (Start)");
        (await FindAsync(Carts)).State.Should().Be(ComponentState.Up);
        Write("topics", Of("before") + "\nresource \"aws_sns_topic\" {");
        (await FailsAsync(() => lab.Manager.RestartAsync(environment.Id, Topics))).Should().Contain("the module was left as it was made, since it can't be read");
        DriftReport drift = await lab.Manager.DetectDriftAsync(environment.Id);
        drift.HasDrift.Should().BeFalse();
        drift.NotCompared.Should().ContainSingle().Which.ToString().Should().Contain(Topics.ToString());
        (await moto.AskAsync("sns", "list-topics")).GetProperty("Topics").EnumerateArray().Should().ContainSingle().Which.GetProperty("TopicArn").GetString().Should().EndWith($":{topic}");

        Write("topics", "variable \"prefix\" {}\nremoved {\n  from = aws_sns_topic.t\n  lifecycle {\n    destroy = false\n  }\n}\noutput \"name\" { value = \"none\" }");
        (await FailsAsync(() => lab.Manager.RestartAsync(environment.Id, Topics))).Should().Contain("(terraform would: Forget module.");

        Write("topics", Of("before"));
        await lab.Manager.RestartAsync(environment.Id, Topics);
        environment = await lab.Manager.ExtendAsync(environment.Id, TimeSpan.FromHours(1));

        (await FindAsync(Topics)).State.Should().Be(ComponentState.Up);
        string[] all = await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value);
        (await moto.ListAsync(OwnershipMarks.ExpiresAtMark, environment.ExpiresAt!.Value.UtcDateTime.ToString("O"))).Should().BeEquivalentTo(all).And.HaveCount(2);
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();

        static string Of(string name) => $"variable \"prefix\" {{}}\nresource \"aws_sns_topic\" \"t\" {{\n  name = \"${{var.prefix}}-{name}\"\n}}\noutput \"name\" {{ value = aws_sns_topic.t.name }}";

        async Task<ComponentSnapshot> FindAsync(ComponentName component) => (await lab.Manager.FindAsync(environment.Id))!.Find(component)!;

        static async Task<string> FailsAsync(Func<Task> verb) => (await verb.Should().ThrowAsync<EnvironmentException>()).Which.Message;
    }

    [MotoFact]
    [Trait("Category", "Soak")]
    public async Task A_module_that_was_made_whole_is_no_failure_of_the_one_beside_it()
    {
        await using AwsEnvironmentLab lab = new(moto);
        ComponentName others = new(TerraformModuleSpec.KindName, "others");
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("beside", "payments")
        {
            Network = new NetworkSpec { Cidr = "10.0.0.0/16" },
            Components = [new TerraformModuleSpec("topics") { Source = Write("topics", Of("before")), Outputs = ["name"] }, new TerraformModuleSpec("others") { Source = Write("others", Of("before")), Outputs = ["name"] }],
        });

        Write("topics", Of("after"));
        Write("others", Of("after") + "\nresource \"aws_iam_role_policy\" \"p\" {\n  role   = \"none-such\"\n  policy = jsonencode({ Version = \"2012-10-17\", Statement = [] })\n}");
        string failure = (await FluentActions.Awaiting(() => lab.Manager.RestartAsync(environment.Id, ComponentName.Network)).Should().ThrowAsync<EnvironmentException>()).Which.Message;

        failure.Should().Contain($"{others} (Start)").And.NotContain($"{Topics} (Start)");
        environment = (await lab.Manager.FindAsync(environment.Id))!;
        environment.Find(Topics)!.State.Should().Be(ComponentState.Up);
        environment.Find(Topics)!.Outputs.Find("name")!.Reveal().Should().Be("after");
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();

        static string Of(string name) => $"resource \"aws_sns_topic\" \"t\" {{\n  display_name = \"{name}\"\n}}\noutput \"name\" {{ value = aws_sns_topic.t.display_name }}";
    }

    [MotoFact]
    [Trait("Category", "Soak")]
    public async Task An_output_that_hangs_on_nothing_that_a_module_makes_is_told_beside_another_module()
    {
        await using AwsEnvironmentLab lab = new(moto);
        TerraformModuleSpec first = new("topics") { Source = Write("topics", Of("before")), Outputs = ["name"] };
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("beside", "payments") { Components = [first, new TerraformModuleSpec("others") { Source = Write("others", Of("other")), Outputs = ["name"] }] });

        Write("topics", Of("after"));
        environment = await lab.Manager.RestartAsync(environment.Id, Topics);

        environment.Find(Topics)!.Outputs.Find("name")!.Reveal().Should().Be("after");
        environment.Find(new ComponentName(TerraformModuleSpec.KindName, "others"))!.Outputs.Find("name")!.Reveal().Should().Be("other");
        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();

        static string Of(string name) => $"resource \"aws_sns_topic\" \"t\" {{}}\noutput \"name\" {{ value = \"{name}\" }}";
    }

    [MotoFact]
    public async Task What_may_be_there_is_taken_over_beside_a_module()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(SpecOf() with { Components = [new TerraformModuleSpec("topics") { Source = Write("topics", "resource \"aws_sns_topic\" \"t\" {}") }] });
        string workspace = Path.Combine(lab.StateDirectory, "environments", environment.Id.Value);
        string state = Path.Combine(workspace, "terraform.tfstate");
        string made = await MadeAsync();

        // As a kill leaves it: the table is made, and the state does not know it.
        JsonNode known = JsonNode.Parse(await File.ReadAllTextAsync(state))!;
        JsonArray resources = known["resources"]!.AsArray();
        JsonNode table = resources.Single(resource => (string?)resource!["type"] == "aws_dynamodb_table")!;
        resources.Remove(table);
        await File.WriteAllTextAsync(state, known.ToJsonString());
        Array.ForEach(Directory.GetFiles(Path.Combine(workspace, "copies")), File.Delete);
        await File.WriteAllTextAsync(Path.Combine(workspace, "events", "000009-apply.jsonl"), $$$"""{"type":"apply_start","hook":{"resource":{"addr":"aws_dynamodb_table.{{{(string?)table["name"]}}}"},"action":"create"}}""" + "\n");

        await lab.Manager.RestartAsync(environment.Id, Carts);

        (await MadeAsync()).Should().Be(made);
        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();

        async Task<string> MadeAsync() =>
            (await moto.AskAsync("dynamodb", "describe-table", "--table-name", environment.Find(Carts)!.ExternalName)).GetProperty("Table").GetProperty("CreationDateTime").ToString();
    }

    [MotoFact]
    [Trait("Category", "Soak")]
    public async Task What_a_module_calls_from_elsewhere_is_fetched_once_whoever_is_restarted_meanwhile()
    {
        await using AwsEnvironmentLab lab = new(moto);
        string repository = Write("elsewhere", "resource \"aws_sns_topic\" \"t\" {}\noutput \"name\" { value = aws_sns_topic.t.name }");
        foreach (string command in new[] { "init -q", "add .", "-c user.name=a -c user.email=a@b commit -q -m x" })
        {
            using Process git = Process.Start(new ProcessStartInfo("git", $"-C {repository} {command}"))!;
            await git.WaitForExitAsync();
            git.ExitCode.Should().Be(0);
        }

        string module = Write("topics", $"variable \"prefix\" {{}}\nmodule \"inner\" {{\n  source = \"git::file://{repository}\"\n}}\noutput \"name\" {{ value = module.inner.name }}");
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(SpecOf(module));
        Directory.Delete(repository, recursive: true);

        await lab.Manager.RestartAsync(environment.Id, Carts);
        await lab.Manager.RestartAsync(environment.Id, Carts);

        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        (await lab.Manager.RestartAsync(environment.Id, Topics)).Find(Topics)!.State.Should().Be(ComponentState.Up);
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
    }

    [MotoTheory]
    [InlineData("module \"sub\" {\n  source = \"./s\\u0075b\"\n}", "provider \"aws\" {\n  region = \"us-west-2\"\n}")]
    [InlineData("module \"sub\" {\n  source = \"./sub\"\n}", "provider /* ours */ \"aws\" {\n  alias  = \"there\"\n  region = \"us-west-2\"\n}\nresource \"aws_sns_topic\" \"q\" {\n  provider = aws.there\n}")]
    public async Task A_provider_that_a_module_brings_for_itself_is_refused_before_anything_is_made_however_it_is_written(string call, string sub)
    {
        await using AwsEnvironmentLab lab = new(moto);
        Write("topics/sub", sub);
        string module = Write("topics", $"variable \"prefix\" {{}}\n{call}\noutput \"name\" {{ value = 1 }}");

        Func<Task> provisioning = () => lab.Manager.ProvisionAsync(SpecOf(module));

        Exception refused = (await provisioning.Should().ThrowAsync<EnvironmentException>()).Which;
        refused.Message.Should().ContainAny("contains its own local provider configurations", "has a block 'provider'").And.ContainAny("take the blocks 'provider' out", "Take it out");
        (await moto.AskAsync("dynamodb", "list-tables")).GetProperty("TableNames").GetArrayLength().Should().Be(0);
        (await moto.AskAsync("sns", "list-topics")).GetProperty("Topics").GetArrayLength().Should().Be(0);
    }

    [MotoFact]
    [Trait("Category", "Soak")]
    public async Task A_module_may_call_the_one_beside_it_and_lie_in_a_folder_of_any_name_and_behind_a_link()
    {
        string module = Write("own \"${x}\" %{if} é/topics", "variable \"prefix\" {}\nmodule \"beside\" {\n  source = \"../beside\"\n}\noutput \"name\" { value = module.beside.name }");
        Write("own \"${x}\" %{if} é/beside", "resource \"aws_sns_topic\" \"q\" {}\noutput \"name\" { value = aws_sns_topic.q.name }");
        string deep = _directory.CreateSubdirectory("deep/deeper/state").FullName;
        string state = Path.Combine(_directory.FullName, "state");
        File.CreateSymbolicLink(state, deep);
        await using AwsEnvironmentLab lab = new(moto, stateDirectory: state);

        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(SpecOf(module));

        environment.Find(Topics)!.Resources.Should().ContainSingle();
        (await lab.Manager.DetectDriftAsync(environment.Id)).HasDrift.Should().BeFalse();
        await lab.Manager.TerminateAsync(environment.Id);
        (await moto.ListAsync(OwnershipMarks.EnvironmentMark, environment.Id.Value)).Should().BeEmpty();
    }

    private static EnvironmentSpec SpecOf() => new("beside", "payments") { Databases = [new DatabaseSpec("carts", DatabaseType.DynamoDb)] };

    private static EnvironmentSpec SpecOf(string module) => SpecOf() with
    {
        Components = [new TerraformModuleSpec("topics") { Source = module, NameVariable = "prefix", Outputs = ["name"] }],
    };

    private string Write(string folder, string text)
    {
        string path = _directory.CreateSubdirectory(folder).FullName;
        File.WriteAllText(Path.Combine(path, "main.tf"), text);
        return path;
    }
}
