using Amazon.Runtime;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws.Tests;

/// <summary>One short one of each kind, with few runs of terraform.</summary>
public sealed class AwsSweepTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [Trait("Category", "Soak")]
    [MotoFact]
    public async Task What_bears_the_mark_is_found_in_every_way_and_swept_by_component_and_nothing_else_is()
    {
        SampleEnvironment environment = new(2);
        string name = ExternalName.For(environment.Id, SampleEnvironment.Service);
        using TerraformLab lab = MotoLab.Create(moto);
        using AwsLab aws = new(moto);
        AwsMaker maker = new(aws.Session.Api);
        await maker.ForeignAsync();
        await maker.QueueAsync(name, environment.Marks(SampleEnvironment.Service));
        await maker.QueueAsync("network", environment.Marks(ComponentName.Network));
        await maker.QueueAsync("kept", new Dictionary<string, string>(environment.Marks(SampleEnvironment.Service)) { [OwnershipMarks.KeepMark] = "true" });
        await maker.RoleAsync(name, environment.Marks(SampleEnvironment.Service));
        await maker.RuleAsync(name, environment.Marks(SampleEnvironment.Service));
        await maker.DashboardAsync(name);

        AwsSweep sweep = await (await aws.OrphansAsync(lab)).DestroyAsync(environment.Sweep() with { Component = SampleEnvironment.Service }, [], CancellationToken.None);

        sweep.Destroyed.Select(resource => resource.Type!.Name).Should().BeEquivalentTo(
            "aws_sqs_queue", "aws_iam_role", "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target", "aws_cloudwatch_dashboard");
        sweep.Kept.Select(resource => resource.Arn).Should().Equal($"arn:aws:sqs:{SampleEnvironment.Region}:{AwsLab.Account}:kept");
        sweep.IsComplete.Should().BeTrue();
        IReadOnlyList<AwsResource> left = await aws.Discovery.FindAsync(new AwsScope(Installation: "tests"), aws.Session, CancellationToken.None);
        left.Select(resource => (resource.Type!.Name, resource.Marks!.EnvironmentId, resource.Marks.Component)).Should().BeEquivalentTo(new[]
        {
            ("aws_sqs_queue", environment.Id, ComponentName.Network),
            ("aws_sqs_queue", environment.Id, SampleEnvironment.Service),
            ("aws_sqs_queue", new SampleEnvironment(999).Id, SampleEnvironment.Service),
            ("aws_iam_role", new SampleEnvironment(999).Id, SampleEnvironment.Service),
        });
        (await moto.AskAsync("sqs", "list-queues", "--query", "length(QueueUrls)")).GetInt32().Should().Be(4);
    }

    [MotoFact]
    public async Task A_key_that_waits_for_its_deletion_is_found_no_more()
    {
        SampleEnvironment environment = new(77);
        using AwsLab aws = new(moto);
        string[] tags = [.. environment.Marks(SampleEnvironment.Service).Select(tag => $"TagKey={tag.Key},TagValue={tag.Value}")];
        string key = (await moto.AskAsync(["kms", "create-key", "--tags", .. tags])).GetProperty("KeyMetadata").GetProperty("KeyId").GetString()!;
        (await aws.FindAsync(environment)).Should().HaveCount(1);

        await moto.AskAsync("kms", "schedule-key-deletion", "--key-id", key);

        (await aws.FindAsync(environment)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task What_is_inactive_in_ECS_is_found_no_more()
    {
        SampleEnvironment environment = new(78);
        using AwsLab aws = new(moto);
        string[] tags = [.. environment.Marks(SampleEnvironment.Service).Select(tag => $"key={tag.Key},value={tag.Value}")];
        await moto.AskAsync(["ecs", "create-cluster", "--cluster-name", "shop", "--tags", .. tags]);
        await moto.AskAsync(["ecs", "register-task-definition", "--family", "shop", "--container-definitions", """[{"name":"main","image":"shop:1","memory":128}]""", "--tags", .. tags]);
        await moto.AskAsync(["ecs", "create-service", "--cluster", "shop", "--service-name", "api", "--task-definition", "shop", "--desired-count", "0", "--tags", .. tags]);
        (await aws.FindAsync(environment)).Should().HaveCount(3);

        await moto.AskAsync("ecs", "delete-service", "--cluster", "shop", "--service", "api", "--force");
        (await aws.FindAsync(environment)).Should().HaveCount(2);
        await moto.AskAsync("ecs", "deregister-task-definition", "--task-definition", "shop:1");
        await moto.AskAsync("ecs", "delete-cluster", "--cluster", "shop");

        (await aws.FindAsync(environment)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task A_wrong_account_is_refused_before_anything_is_asked_of_terraform()
    {
        using TerraformLab lab = MotoLab.Create(moto);
        using AwsLab aws = new(moto);
        AwsOrphans orphans = await aws.OrphansAsync(lab);

        await FluentActions.Awaiting(() => orphans.DestroyAsync(new AwsSweepScope("x", "999988887777", SampleEnvironment.Region), [], CancellationToken.None))
            .Should().ThrowAsync<ProviderException>().WithMessage($"*999988887777*{AwsLab.Account}*nothing was done*");
    }

    [MotoFact]
    public async Task A_role_is_of_the_account_that_it_belongs_to()
    {
        using AwsSessions sessions = new(
            new AwsOptions { Region = SampleEnvironment.Region, EndpointUrl = new Uri(moto.Endpoint), Credentials = new BasicAWSCredentials("testing", "testing"), RoleArn = "arn:aws:iam::111122223333:role/other" },
            TimeProvider.System);

        (await sessions.Get().GetAccountAsync(CancellationToken.None)).Should().Be("111122223333");
        await FluentActions.Awaiting(() => sessions.Get().RequireAccountAsync(AwsLab.Account, SampleEnvironment.Region, CancellationToken.None))
            .Should().ThrowAsync<ProviderException>().WithMessage("*111122223333*");
    }
}
