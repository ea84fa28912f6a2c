using System.Text.Json;

namespace Lumina.Environments.Aws.Tests;

/// <summary>What is written is applied, looked at from outside, found unchanged and destroyed.</summary>
[Trait("Category", "Soak")]
public sealed class ApplicationMotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [MotoFact]
    public async Task Databases_are_what_their_specs_say_are_not_changed_again_and_are_gone_after_destroy()
    {
        await moto.ResetAsync();
        using TerraformLab lab = MotoLab.Create(moto);
        ConfigurationLab configurations = ApplicationLab.Lab(ApplicationLab.Callers("203.0.113.7/32"));
        lab.Workspace.WritePart("neighbours", Neighbours.Network());

        // One of RDS only: moto gives all of them the same resource identifier, by which the provider looks for them.
        AwsComponent postgreSql = configurations.Write(new RdsConfiguration(), ApplicationLab.PostgreSql);
        AwsComponent table = configurations.Write(new DynamoDbConfiguration(), ApplicationLab.DynamoDb);
        TerraformRun run = await configurations.ConfigureAsync(lab, postgreSql, table);

        await run.ApplyAsync(CancellationToken.None);

        JsonElement instance = (await moto.AskAsync("rds", "describe-db-instances", "--db-instance-identifier", postgreSql.ExternalName)).GetProperty("DBInstances")[0];
        instance.GetRawText().Should().NotContain(ApplicationLab.Password);
        (instance.GetProperty("Engine").GetString(), instance.GetProperty("DBInstanceClass").GetString(), instance.GetProperty("AllocatedStorage").GetInt32(), instance.GetProperty("MultiAZ").GetBoolean())
            .Should().Be(("postgres", "db.t3.medium", 50, true));
        (instance.GetProperty("StorageEncrypted").GetBoolean(), instance.GetProperty("PubliclyAccessible").GetBoolean(), instance.GetProperty("BackupRetentionPeriod").GetInt32()).Should().Be((true, true, 7));
        instance.GetProperty("TagList").GetRawText().Should().Contain("database/orders");
        JsonElement made = (await moto.AskAsync("dynamodb", "describe-table", "--table-name", table.ExternalName)).GetProperty("Table");
        (made.GetProperty("KeySchema")[0].GetProperty("AttributeName").GetString(), made.GetProperty("BillingModeSummary").GetProperty("BillingMode").GetString()).Should().Be(("id", "PAY_PER_REQUEST"));

        ComponentOutputs outputs = new RdsConfiguration().Read(ApplicationLab.PostgreSql, postgreSql, await ConfigurationLab.ReadAsync(run, postgreSql));
        outputs.Find(OutputNames.Host)!.Value.Should().Be(instance.GetProperty("Endpoint").GetProperty("Address").GetString());
        outputs.Find(OutputNames.Version)!.Value.Should().StartWith("14");
        new DynamoDbConfiguration().Read(ApplicationLab.DynamoDb, table, await ConfigurationLab.ReadAsync(run, table)).Find(OutputNames.DatabaseName)!.Value.Should().Be(table.ExternalName);
        (await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None)).Planned.Should().BeEmpty();

        await run.DestroyAsync([], CancellationToken.None);
        (await moto.ListAsync(MotoLab.Tag, configurations.TagValue)).Should().BeEmpty();
    }

    [MotoFact]
    public async Task A_table_has_the_keys_the_units_and_the_expiry_of_its_settings_and_is_not_changed_again()
    {
        await moto.ResetAsync();
        using TerraformLab lab = MotoLab.Create(moto);
        ConfigurationLab configurations = ApplicationLab.Lab();
        AwsComponent table = configurations.Write(new DynamoDbConfiguration(), ApplicationLab.KeyedTable);
        TerraformRun run = await configurations.ConfigureAsync(lab, table);

        await run.ApplyAsync(CancellationToken.None);

        JsonElement made = (await moto.AskAsync("dynamodb", "describe-table", "--table-name", table.ExternalName)).GetProperty("Table");
        made.GetProperty("KeySchema").EnumerateArray().Select(key => (key.GetProperty("AttributeName").GetString(), key.GetProperty("KeyType").GetString())).Should().Equal(("customer", "HASH"), ("at", "RANGE"));
        made.GetProperty("AttributeDefinitions").EnumerateArray().Select(key => (key.GetProperty("AttributeName").GetString(), key.GetProperty("AttributeType").GetString())).Should().BeEquivalentTo([("customer", "S"), ("at", "N")]);
        JsonElement units = made.GetProperty("ProvisionedThroughput");
        (units.GetProperty("ReadCapacityUnits").GetInt32(), units.GetProperty("WriteCapacityUnits").GetInt32()).Should().Be((3, 4));
        JsonElement expiry = (await moto.AskAsync("dynamodb", "describe-time-to-live", "--table-name", table.ExternalName)).GetProperty("TimeToLiveDescription");
        (expiry.GetProperty("AttributeName").GetString(), expiry.GetProperty("TimeToLiveStatus").GetString()).Should().Be(("expires", "ENABLED"));
        (await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None)).Planned.Should().BeEmpty();
    }

    /// <summary>Moto never ends the deletion of a replication group, and does not know DocumentDB.</summary>
    [MotoFact]
    public async Task Redis_and_MongoDb_can_be_planned()
    {
        await moto.ResetAsync();
        using TerraformLab lab = MotoLab.Create(moto);
        ConfigurationLab configurations = ApplicationLab.Lab();
        lab.Workspace.WritePart("neighbours", Neighbours.Network());
        TerraformRun run = await configurations.ConfigureAsync(
            lab, configurations.Write(new ElastiCacheConfiguration(), ApplicationLab.Redis), configurations.Write(new DocumentDbConfiguration(), ApplicationLab.DocumentDb));

        TerraformRunResult planned = await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None);

        planned.Planned.Select(change => change.Address.Split('.')[0]).Should().Contain(["aws_elasticache_replication_group", "aws_docdb_cluster", "aws_docdb_cluster_instance"]);
        planned.Planned.Should().OnlyContain(change => change.Action == TerraformAction.Create);
    }

    [MotoFact]
    public async Task Monitoring_is_what_its_spec_says_is_not_changed_again_and_is_gone_after_destroy()
    {
        await moto.ResetAsync();
        using TerraformLab lab = MotoLab.Create(moto);
        ConfigurationLab configurations = ApplicationLab.Lab();
        lab.Workspace.WritePart("neighbours", Neighbours.WriteMachines(Neighbours.WriteLoadBalancer(Neighbours.Network())));
        MonitoringSpec spec = ApplicationLab.Monitoring with
        {
            Alerts =
            [
                ApplicationLab.Monitoring.Alerts[0] with { Metric = "infrastructure:cpu" },
                ApplicationLab.Monitoring.Alerts[1] with { Metric = "requests" },
                .. ApplicationLab.Monitoring.Alerts.Skip(2),
            ],
            Dashboards = [new DashboardSpec("overview") { Metrics = ["infrastructure:cpu", "latency", "Shop ${x}/Orders \"placed\""] }, new DashboardSpec("empty")],
        };
        AwsComponent component = configurations.Write(new MonitoringConfiguration(), spec);
        TerraformRun run = await configurations.ConfigureAsync(lab, component);

        await run.ApplyAsync(CancellationToken.None);

        JsonElement alarms = (await moto.AskAsync("cloudwatch", "describe-alarms")).GetProperty("MetricAlarms");
        alarms.EnumerateArray().Select(alarm => alarm.GetProperty("Namespace").GetString()).Should().BeEquivalentTo("AWS/EC2", "AWS/EC2", "AWS/ApplicationELB", "Shop ${x}", "AWS/ApplicationELB");
        JsonElement groups = (await moto.AskAsync("logs", "describe-log-groups")).GetProperty("logGroups");
        groups.EnumerateArray().Should().HaveCount(2).And.OnlyContain(group => group.GetProperty("retentionInDays").GetInt32() == 14);
        JsonElement subscriptions = (await moto.AskAsync("sns", "list-subscriptions")).GetProperty("Subscriptions");
        subscriptions.EnumerateArray().Select(subscription => subscription.GetProperty("Endpoint").GetString()).Should().BeEquivalentTo("team@example.com", "https://example.com/hook?a=${x}");
        string body = (await moto.AskAsync("cloudwatch", "get-dashboard", "--dashboard-name", $"{component.ExternalName}-overview")).GetProperty("DashboardBody").GetString()!;
        using (JsonDocument dashboard = JsonDocument.Parse(body))
        {
            dashboard.RootElement.GetProperty("widgets").GetArrayLength().Should().Be(3);
            dashboard.RootElement.GetProperty("widgets")[2].GetProperty("properties").GetProperty("title").GetString().Should().Be("Shop ${x}/Orders \"placed\"");
        }

        (await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None)).Planned.Should().BeEmpty();

        await run.DestroyAsync([], CancellationToken.None);
        (await moto.ListAsync(OwnershipMarks.ComponentMark, component.Name.ToString())).Should().BeEmpty();
        (await moto.AskAsync("cloudwatch", "list-dashboards")).GetProperty("DashboardEntries").GetArrayLength().Should().Be(0);
    }

    [MotoFact]
    public async Task A_service_is_what_its_spec_says_is_not_changed_again_and_is_gone_after_destroy()
    {
        await moto.ResetAsync();
        using TerraformLab lab = MotoLab.Create(moto);
        ConfigurationLab configurations = ApplicationLab.Lab();
        lab.Workspace.WritePart("neighbours", Neighbours.WriteLoadBalancer(Neighbours.WriteNatGateway(Neighbours.Network())));

        // Moto says of each service that one task runs.
        ServiceSpec spec = ApplicationLab.Service with { Replicas = 1 };
        AwsComponent component = configurations.Write(new EcsServiceConfiguration(), spec, ApplicationLab.Settings);
        TerraformRun run = await configurations.ConfigureAsync(lab, component);

        await run.ApplyAsync(CancellationToken.None);

        JsonElement definition = (await moto.AskAsync("ecs", "describe-task-definition", "--task-definition", component.ExternalName)).GetProperty("taskDefinition").GetProperty("containerDefinitions")[0];
        definition.GetProperty("image").GetString().Should().Be("registry.example.com/shop/api:1.2");
        definition.GetProperty("environment").EnumerateArray().Single(variable => variable.GetProperty("name").GetString() == "GREETING").GetProperty("value").GetString().Should().Be(ApplicationLab.Settings["GREETING"]);
        string parameter = definition.GetProperty("secrets").EnumerateArray().Single(secret => secret.GetProperty("name").GetString() == "API_KEY").GetProperty("valueFrom").GetString()!;
        JsonElement kept = (await moto.AskAsync("ssm", "get-parameter", "--with-decryption", "--name", parameter[parameter.IndexOf('/', StringComparison.Ordinal)..])).GetProperty("Parameter");
        (kept.GetProperty("Type").GetString(), kept.GetProperty("Value").GetString()).Should().Be(("SecureString", ApplicationLab.Settings["API_KEY"]));
        ComponentOutputs outputs = new EcsServiceConfiguration().Read(spec, component, await ConfigurationLab.ReadAsync(run, component));
        outputs.Find("http")!.Value.Should().MatchRegex(@"^http://neighbour[^:/]+\.amazonaws\.com$");
        // Moto forgets these of a service, so that the provider wants to set them again.
        await run.PlanAsync(TerraformPlanMode.Normal, CancellationToken.None);
        (await ChangesAsync(run)).Should().BeSubsetOf(["aws_ecs_service.availability_zone_rebalancing", "aws_ecs_service.deployment_circuit_breaker"]);

        await run.DestroyAsync([], CancellationToken.None);

        // As on AWS, what was deleted of ECS stays listed for a while, as inactive.
        (await moto.ListAsync(OwnershipMarks.ComponentMark, component.Name.ToString())).Where(arn => !arn.Contains(":ecs:", StringComparison.Ordinal)).Should().BeEmpty();
        JsonElement clusters = (await moto.AskAsync("ecs", "describe-clusters", "--clusters", component.ExternalName)).GetProperty("clusters");
        clusters.EnumerateArray().Where(cluster => cluster.GetProperty("status").GetString() != "INACTIVE").Should().BeEmpty();
        (await moto.AskAsync("ecs", "list-task-definitions", "--status", "ACTIVE")).GetProperty("taskDefinitionArns").GetArrayLength().Should().Be(0);
    }

    /// <summary>What the plan would change, by type and argument.</summary>
    private static async Task<IReadOnlyList<string>> ChangesAsync(TerraformRun run)
    {
        using JsonDocument plan = await run.ShowAsync(plan: true, CancellationToken.None);
        List<string> changes = [];
        foreach (JsonElement resource in plan.RootElement.GetProperty("resource_changes").EnumerateArray())
        {
            JsonElement change = resource.GetProperty("change");
            string type = resource.GetProperty("type").GetString()!;
            string action = change.GetProperty("actions")[0].GetString()!;
            if (action == "update")
            {
                JsonElement before = change.GetProperty("before");
                changes.AddRange(change.GetProperty("after").EnumerateObject().Where(after => !JsonElement.DeepEquals(after.Value, before.GetProperty(after.Name))).Select(after => $"{type}.{after.Name}"));
            }
            else if (action != "no-op")
            {
                changes.Add($"{action} {type}");
            }
        }

        return changes;
    }
}
