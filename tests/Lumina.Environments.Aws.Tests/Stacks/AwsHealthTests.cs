using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What the services' answers mean, from answers in their form.</summary>
public sealed class AwsHealthTests
{
    private const string Id = "01k5d3v8q2m4x7n9c6b1a0z3y5";

    [Theory]
    [InlineData("infrastructure", "unhealthy", false)]
    [InlineData("service/api", "unhealthy", true)]
    [InlineData("service/api", "initial", false)]
    public async Task Targets_that_are_not_healthy_are_named(string component, string state, bool isDown)
    {
        AwsComplaint complaint = (await AskAsync(
            $"<R><DescribeTargetHealthResult><TargetHealthDescriptions><member><Target><Id>i-1</Id></Target><TargetHealth><State>{state}</State><Reason>Target.Timeout</Reason></TargetHealth></member></TargetHealthDescriptions></DescribeTargetHealthResult></R>",
            "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/x/1",
            component)).Should().ContainSingle().Which;

        (complaint.IsDown, complaint.Text).Should().Be((isDown, $"0 of 1 targets of its load balancer are healthy, not i-1 ({state}, Target.Timeout)"));
    }

    [Theory]
    [InlineData("available", null)]
    [InlineData("backing-up", false)]
    [InlineData("stopped", true)]
    [InlineData("incompatible-parameters", true)]
    public async Task An_instance_of_RDS_is_down_degraded_or_available(string state, bool? isDown)
    {
        IReadOnlyList<AwsComplaint> complaints = await AskAsync(
            $"<R><DBInstances><DBInstance><DBInstanceStatus>{state}</DBInstanceStatus></DBInstance></DBInstances></R>", "arn:aws:rds:eu-central-1:123456789012:db:orders", "database/orders");

        complaints.Select(complaint => (bool?)complaint.IsDown).SingleOrDefault().Should().Be(isDown);
        complaints.Select(complaint => complaint.Text).Should().Equal(isDown is null ? [] : [$"the instance of RDS is {state}"]);
    }

    [Fact]
    public async Task An_alarm_that_is_raised_is_told_with_its_reason()
    {
        (await AskAsync(
            "<R><MetricAlarms><member><AlarmName>slow</AlarmName><StateReason>1 datapoint [3.0]</StateReason><StateValue>ALARM</StateValue></member><member><AlarmName>quiet</AlarmName><StateValue>OK</StateValue></member></MetricAlarms></R>",
            "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:slow",
            "monitoring")).Select(complaint => (complaint.IsDown, complaint.Text)).Should().Equal((false, "the alarm slow is raised: 1 datapoint [3.0]"));
    }

    [Fact]
    public async Task A_service_that_may_not_be_asked_is_a_warning()
    {
        (await AskAsync("<R><Error><Code>AccessDenied</Code><Message>no</Message></Error></R>", "arn:aws:rds:eu-central-1:123456789012:db:orders", "database/orders", status: 403))
            .Select(complaint => (complaint.IsDown, complaint.Text)).Should().Equal((false, "its health can't be seen: rds:DescribeDBInstances answered 403 AccessDenied: no"));
    }

    [Fact]
    public void What_is_down_does_not_run_and_what_is_not_as_it_should_be_is_degraded()
    {
        AwsResource instance = Resource("arn:aws:rds:eu-central-1:123456789012:db:orders", "database/orders");
        ComponentContext context = new()
        {
            EnvironmentId = EnvironmentId.Parse(Id),
            EnvironmentName = "shop",
            Component = ComponentName.Database("orders"),
            ExternalName = "orders",
            Marks = instance.Marks!,
        };

        ComponentPresence Judge(bool isDown) => new AwsPresence([instance], []) { Complaints = [new AwsComplaint(instance, isDown, "it is so")] }.Judge(context);

        (Judge(isDown: true).IsRunning, Judge(isDown: true).Detail).Should().Be((false, "it is so"));
        (Judge(isDown: false).IsRunning, Judge(isDown: false).IsDegraded).Should().Be((true, true));
    }

    private static async Task<IReadOnlyList<AwsComplaint>> AskAsync(string answer, string arn, string component, int status = 200)
    {
        using FakeAws aws = new((status, answer));
        using AwsSession session = aws.Session();
        return await AwsHealth.AskAsync(session.Api, [Resource(arn, component)], CancellationToken.None);
    }

    private static AwsResource Resource(string arn, string component)
    {
        OwnershipMarks marks = new("tests", EnvironmentId.Parse(Id), ComponentName.Parse(component, provider: null), "payments", ExpiresAt: null);
        AwsResourceType type = AwsResourceTypes.All.Single(type => arn.Contains(type switch
        {
            { Name: "aws_lb_target_group" } => ":targetgroup/",
            { Name: "aws_db_instance" } => ":db:",
            { Name: "aws_cloudwatch_metric_alarm" } => ":alarm:",
            _ => "nothing",
        }, StringComparison.Ordinal));
        return new AwsResource(arn, marks.ToDictionary()) { Type = type, Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = arn.Split(':')[^1] } };
    }
}
