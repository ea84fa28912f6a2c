namespace Lumina.Environments.Aws.Tests;

/// <summary>Doubts as a kill leaves them, with few runs of terraform.</summary>
public sealed class AwsDoubtsMotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task What_was_made_is_adopted_and_what_was_not_or_is_anothers_is_absent()
    {
        SampleEnvironment environment = new SampleEnvironment(3).Small();
        string name = ExternalName.For(environment.Id, SampleEnvironment.Service);
        TerraformAddress queue = Address("aws_sqs_queue"), topic = Address("aws_sns_topic"), foreign = Address("aws_cloudwatch_log_group");
        using TerraformLab lab = MotoLab.Create(moto);
        using AwsLab aws = new(moto);
        await environment.ConfigureAsync(lab);
        await new AwsMaker(aws.Session.Api).QueueAsync(name, environment.Marks(SampleEnvironment.Service));
        await moto.AskAsync("logs", "create-log-group", "--log-group-name", $"/lumina/{name}", "--tags", $"{MotoLab.Tag}=somebodys");
        await File.WriteAllLinesAsync(
            lab.Workspace.NewEventFile("apply"),
            new[] { queue, topic, foreign }.Select(address => $$$"""{"type":"apply_start","hook":{"resource":{"addr":"{{{address}}}"},"action":"create"}}"""));
        AwsDoubts doubts = new(aws.Session, aws.Discovery, await AwsLab.InstallationAsync(lab), HastyTime.Instance);

        IReadOnlyList<string> adopted = await doubts.SettleAsync(lab.Workspace, environment.Id.Value, CancellationToken.None);

        adopted.Should().Equal(queue.ToString());
        TerraformRecovery.FindDoubts(lab.Workspace).Should().BeEmpty();
        TerraformState.TryParse(lab.Workspace.ReadState()!)!.Instances.Should().ContainSingle().Which.Attributes.Text("name").Should().Be(name);
    }

    [MotoFact]
    [Trait("Category", "Soak")] // the provider waits for most of a minute before it looks whether a server is gone
    public async Task A_server_that_was_adopted_is_destroyed_without_a_last_snapshot_and_with_its_backups()
    {
        ComponentName database = ComponentName.Database("orders");
        SampleEnvironment environment = new SampleEnvironment(4).Server();
        string name = ExternalName.For(environment.Id, database);
        using TerraformLab lab = MotoLab.Create(moto);
        using AwsLab aws = new(moto);
        TerraformRun run = await environment.ConfigureAsync(lab);
        string[] create = ["rds", "create-db-instance", "--engine", "postgres", "--db-instance-class", "db.t3.micro", "--allocated-storage", "20", "--master-username", "lumina", "--master-user-password", "not-a-secret"];
        string[] tags = [.. environment.Marks(database).Select(mark => $"Key={mark.Key},Value={mark.Value}")];
        await moto.AskAsync([.. create, "--db-instance-identifier", name, "--tags", .. tags]);
        TerraformAddress server = TerraformAddress.For("aws_db_instance", database);
        await File.WriteAllTextAsync(lab.Workspace.NewEventFile("apply"), $$$"""{"type":"apply_start","hook":{"resource":{"addr":"{{{server}}}"},"action":"create"}}""" + "\n");
        AwsDoubts doubts = new(aws.Session, aws.Discovery, await AwsLab.InstallationAsync(lab), HastyTime.Instance);
        (await doubts.SettleAsync(lab.Workspace, environment.Id.Value, CancellationToken.None)).Should().Equal(server.ToString());

        await run.DestroyAsync([], CancellationToken.None);

        (await moto.AskAsync("rds", "describe-db-instances")).GetRawText().Should().NotContain(name);
        (await moto.AskAsync("rds", "describe-db-snapshots")).GetRawText().Should().NotContain(name);
    }

    private static TerraformAddress Address(string type) => TerraformAddress.For(type, SampleEnvironment.Service);
}
