namespace Lumina.Environments.Aws.Tests;

/// <summary>How instances of RDS are started, from answers in AWS's form.</summary>
public sealed class RdsStartTests
{
    [Fact]
    public async Task An_instance_that_is_stopping_is_started_once_it_is_stopped_and_waited_for()
    {
        using FakeAws aws = new(State("stopping"), State("stopped"), (200, "<R/>"), State("starting"), State("starting"), State("available"));

        await StartAsync(aws);

        aws.Requests.Select(ActionOf).Should().Equal("DescribeDBInstances", "DescribeDBInstances", "StartDBInstance", "DescribeDBInstances", "DescribeDBInstances", "DescribeDBInstances");
        aws.Requests.Should().OnlyContain(request => request.Contains("DBInstanceIdentifier=orders", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("available")]
    [InlineData("failed")]
    public async Task One_that_runs_or_that_starting_does_not_help_is_left_alone(string state)
    {
        using FakeAws aws = new(State(state));

        await StartAsync(aws);

        aws.Requests.Select(ActionOf).Should().Equal("DescribeDBInstances");
    }

    [Fact]
    public async Task One_that_is_gone_or_that_somebody_else_starts_at_the_same_time_is_no_error()
    {
        using FakeAws gone = new(Error("DBInstanceNotFound"));
        using FakeAws started = new(State("stopped"), Error("InvalidDBInstanceState"), State("available"));

        await StartAsync(gone);
        await StartAsync(started);

        started.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task One_that_can_not_be_started_in_its_state_is_an_error_after_a_while()
    {
        using FakeAws aws = new([.. Enumerable.Repeat<(int, string)[]>([State("stopped"), Error("InvalidDBInstanceState")], 5).SelectMany(pair => pair)]);

        (await FluentActions.Awaiting(() => StartAsync(aws)).Should().ThrowAsync<AwsApiException>()).Which.Code.Should().Be("InvalidDBInstanceState");
        aws.Requests.Should().HaveCount(10);
    }

    [Fact]
    public async Task That_it_may_not_be_started_is_an_error()
    {
        using FakeAws aws = new(State("stopped"), Error("AccessDenied", status: 403));

        (await FluentActions.Awaiting(() => StartAsync(aws)).Should().ThrowAsync<AwsApiException>()).Which.Action.Should().Be("StartDBInstance");
    }

    private static async Task StartAsync(FakeAws aws)
    {
        using AwsSession session = aws.Session();
        await new RdsStart(session.Api, HastyTime.Instance).StartAsync(["orders"], CancellationToken.None);
    }

    private static string ActionOf(string request) => request[(request.IndexOf("Action=", StringComparison.Ordinal) + 7)..].Split('&')[0];

    private static (int, string) State(string state) => (200, $"<R><DBInstances><DBInstance><DBInstanceStatus>{state}</DBInstanceStatus></DBInstance></DBInstances></R>");

    private static (int, string) Error(string code, int status = 400) => (status, $"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>");
}
