using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What the health of an environment says when things on AWS are not as they should be, each brought about through the AWS CLI.</summary>
[Trait("Category", "Soak")]
public sealed class AwsHealthMotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task Alarms_targets_and_databases_are_in_the_environments_health()
    {
        await using AwsEnvironmentLab lab = new(moto);
        EnvironmentSnapshot environment = await lab.Manager.ProvisionAsync(new EnvironmentSpec("health", "payments")
        {
            Infrastructure = new InfrastructureSpec { InstanceCount = 1, LoadBalancer = new LoadBalancerSpec() },
            Databases = [new DatabaseSpec("orders", DatabaseType.PostgreSql)],
            Monitoring = new MonitoringSpec { Alerts = [new AlertSpec("busy", "database/orders:cpu", AlertOperator.GreaterThan, 80)] },
        });
        EnvironmentHealth before = await lab.Manager.CheckHealthAsync(environment.Id);
        Outcome(before, ComponentName.Monitoring).Should().Be(HealthOutcome.Pass, before.ToString());
        Outcome(before, ComponentName.Database("orders")).Should().Be(HealthOutcome.Pass, before.ToString());

        string alarm = (await moto.AskAsync("cloudwatch", "describe-alarms")).GetProperty("MetricAlarms")[0].GetProperty("AlarmName").GetString()!;
        await moto.AskAsync("cloudwatch", "set-alarm-state", "--alarm-name", alarm, "--state-value", "ALARM", "--state-reason", "for the test");
        string database = (await moto.AskAsync("rds", "describe-db-instances")).GetProperty("DBInstances")[0].GetProperty("DBInstanceIdentifier").GetString()!;
        await moto.AskAsync("rds", "stop-db-instance", "--db-instance-identifier", database);
        JsonElement instances = await moto.AskAsync("ec2", "describe-instances");
        string machine = instances.GetProperty("Reservations")[0].GetProperty("Instances")[0].GetProperty("InstanceId").GetString()!;
        await moto.AskAsync("ec2", "stop-instances", "--instance-ids", machine);

        EnvironmentHealth after = await lab.Manager.CheckHealthAsync(environment.Id);

        Message(after, ComponentName.Monitoring).Should().Be($"Warn it is there and runs, but the alarm {alarm} is raised: for the test");
        Message(after, ComponentName.Database("orders")).Should().Be("Fail it does not run: the instance of RDS is stopped");
        Message(after, ComponentName.Infrastructure).Should().StartWith("Warn it is there and runs, but 0 of 1 targets of its load balancer are healthy, not " + machine);
        await lab.Manager.TerminateAsync(environment.Id);
    }

    private static HealthOutcome Outcome(EnvironmentHealth health, ComponentName component) => health.Checks.Single(check => check.Component == component).Outcome;

    private static string Message(EnvironmentHealth health, ComponentName component)
    {
        HealthCheckResult check = health.Checks.Single(check => check.Component == component);
        return $"{check.Outcome} {check.Message}";
    }
}
