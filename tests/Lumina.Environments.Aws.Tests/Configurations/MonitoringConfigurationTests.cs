namespace Lumina.Environments.Aws.Tests;

[Trait("Category", "Terraform")]
[Trait("Category", "Monitoring")]
public sealed class MonitoringConfigurationTests
{
    private static readonly MonitoringConfiguration Configuration = new();

    [Fact]
    public void Monitoring_is_what_its_snapshot_says() => ConfigurationLab.ShouldMatch(Write(ApplicationLab.Monitoring), "monitoring");

    [Fact]
    public void Nothing_is_made_for_nothing() => Write(new MonitoringSpec { Metrics = ["cpu"] }).Configuration.ToString().Should().Be("{}\n");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(7, 7)]
    [InlineData(366, 400)]
    [InlineData(3653, 3653)]
    public void Logs_are_kept_for_the_next_number_of_days_that_CloudWatch_allows(int days, int kept)
    {
        MonitoringSpec spec = new() { Logs = new LogSpec { RetentionDays = days } };

        Write(spec).Configuration.ToString().Should().Contain($"\"retention_in_days\": {kept},");
        Configuration.FindNotApplicable(spec).Any(setting => setting.Setting == "logs.retentionDays").Should().Be(days != kept);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    [InlineData(86_400, 1440)]
    public void An_alert_holds_at_least_as_long_as_the_spec_says(int seconds, int periods)
    {
        MonitoringSpec spec = new() { Alerts = [new AlertSpec("slow", "latency", AlertOperator.GreaterThan, 1) { Duration = TimeSpan.FromSeconds(seconds) }] };

        Write(spec).Configuration.ToString().Should().Contain($"\"evaluation_periods\": {periods},").And.Contain("\"period\": 60,");
    }

    [Fact]
    public void Each_operator_is_CloudWatchs_own()
    {
        Enum.GetValues<AlertOperator>().Select(Comparison).Should().Equal("GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold");

        static string Comparison(AlertOperator comparison) =>
            Write(new MonitoringSpec { Alerts = [new AlertSpec("slow", "latency", comparison, 1)] }).Configuration.ToString().Split("\"comparison_operator\": \"")[1].Split('"')[0];
    }

    [Fact]
    public void Scaling_machines_are_watched_as_their_group()
    {
        MonitoringSpec spec = new() { Alerts = [new AlertSpec("high", "infrastructure:cpu", AlertOperator.GreaterThan, 80)] };
        EnvironmentSpec environment = ApplicationLab.Environment with { Infrastructure = new InfrastructureSpec { AutoScaling = new AutoScalingSpec(1, 2) }, Monitoring = spec };

        new ConfigurationLab(environment).Write(Configuration, spec).Configuration.ToString().Should()
            .Contain($"\"AutoScalingGroupName\": \"${{{TerraformAddress.For("aws_autoscaling_group", ComponentName.Infrastructure)}.name}}\"").And.Contain("\"period\": 300,");
    }

    [Fact]
    public void A_metric_that_nothing_has_is_said_before_anything_is_made()
    {
        MonitoringSpec spec = new() { Dashboards = [new DashboardSpec("overview") { Metrics = ["latency"] }], Alerts = [new AlertSpec("high", "infrastructure:cpu", AlertOperator.GreaterThan, 80)] };

        new ConfigurationLab(new EnvironmentSpec("shop", "team-a") { Monitoring = spec }).Write(Configuration, spec).Faults.Select(fault => fault.ToString()).Should().Equal(
            "alerts[0].metric: infrastructure does not have the metric 'cpu' on AWS. Leave it out of the monitoring, or add what has it.",
            "dashboards[0].metrics[0]: Nothing in the environment has the metric 'latency' on AWS. Leave it out of the monitoring, or add what has it.");
    }

    [Fact]
    public void What_is_not_built_and_what_means_nothing_is_said()
    {
        MonitoringSpec wrong = new()
        {
            Metrics = ["cpus", "/x"],
            Alerts = [new AlertSpec("a", "database/orders:speed", AlertOperator.LessThan, 1) { Channels = ["http://example.com", "#chat"] }],
            Dashboards = [new DashboardSpec("d") { Metrics = [":cpu/x", "a 😀/x"] }],
        };

        Configuration.FindObstacles(ApplicationLab.Monitoring, new AwsOptions()).Should().BeEmpty();
        Configuration.FindObstacles(wrong, new AwsOptions()).Select(obstacle => $"{obstacle.Path} {obstacle.Problem.Split(' ')[1]}").Should().Equal(
            "metrics[0] 'cpus'",
            "metrics[1] '/x'",
            "alerts[0].metric 'database/orders:speed'",
            "dashboards[0].metrics[0] ':cpu/x'",
            "dashboards[0].metrics[1] 'a",
            "alerts[0].channels[0] 'http://example.com'");
        Configuration.FindNotApplicable(wrong).Select(setting => setting.Setting).Should().Equal("metrics", "alerts[0].channels[0]", "alerts[0].channels[1]");
        Configuration.FindNotApplicable(ApplicationLab.Monitoring).Select(setting => setting.Setting).Should().Equal("metrics", "logs.retentionDays", "alerts[0].channels[0]");
    }

    [Fact]
    public void What_it_gives_are_names()
    {
        AwsComponent component = Write(ApplicationLab.Monitoring);

        ComponentOutputs outputs = Configuration.Read(ApplicationLab.Monitoring, component, ApplicationLab.Answer(component));

        outputs.Select(output => output.Name).Should().Equal(
            "dashboard.empty", "dashboard.overview", "logGroup.a ${x} \"name\" 😀", "logGroup.api", "topic.#platform ${x}", "topic.https://example.com/hook?a=${x}", "topic.team@example.com");
    }

    private static AwsComponent Write(MonitoringSpec spec) => ApplicationLab.Lab().Write(Configuration, spec);
}
