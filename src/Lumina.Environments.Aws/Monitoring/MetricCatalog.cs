using System.Globalization;

namespace Lumina.Environments.Aws;

/// <summary>The words for metrics, and what of an environment has them.</summary>
internal static class MetricCatalog
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string Connections = "connections";
    public const string FreeMemory = "free-memory";
    public const string FreeStorage = "free-storage";
    public const string NetworkIn = "network-in";
    public const string NetworkOut = "network-out";
    public const string Requests = "requests";
    public const string Latency = "latency";
    public const string Errors = "errors";
    public const string Reads = "reads";
    public const string Writes = "writes";

    private const string Average = "Average";
    private const string Sum = "Sum";

    private const int Minute = 60;

    /// <summary>How often a machine tells without monitoring in detail.</summary>
    private const int FiveMinutes = 300;

    public static IReadOnlyList<string> Words { get; } = [Cpu, Memory, Connections, FreeMemory, FreeStorage, NetworkIn, NetworkOut, Requests, Latency, Errors, Reads, Writes];

    /// <summary>What of the environment has a metric. That nothing has it is a fault.</summary>
    /// <param name="text">The metric.</param>
    /// <param name="monitoring">Who asks.</param>
    /// <param name="path">Where the metric stands, for the fault.</param>
    public static IReadOnlyList<MetricSource> Find(string text, AwsComponent monitoring, string path)
    {
        if (!MetricName.TryParse(text, out MetricName? name, out string? problem))
        {
            monitoring.AddFault(path, problem, MetricName.Advice);
            return [];
        }

        if (name.Namespace is not null)
        {
            return [new(text, name.Namespace, name.Metric!, Average, Minute)];
        }

        MetricSource[] found =
        [
            .. monitoring.Components
                .Where(component => name.Component is null || component.ComponentName == name.Component)
                .OrderBy(component => component.ComponentName)
                .SelectMany(component => Of(component, monitoring))
                .Where(metric => metric.Word == name.Word)
                .Select(metric => metric.Source),
        ];
        if (found.Length == 0)
        {
            monitoring.AddFault(path, $"{(name.Component is { } one ? $"{one} does not have" : "Nothing in the environment has")} the metric '{name.Word}' on AWS.", "Leave it out of the monitoring, or add what has it.");
        }

        return found;
    }

    private static IEnumerable<(string Word, MetricSource Source)> Of(ComponentSpec component, AwsComponent monitoring) => component switch
    {
        InfrastructureSpec infrastructure => [.. OfMachines(infrastructure), .. OfLoadBalancer(infrastructure)],
        DatabaseSpec { Existing: null } database => OfDatabase(database, ExternalName.For(monitoring.Marks.EnvironmentId, database.ComponentName)),
        ServiceSpec service when EcsServiceConfiguration.ImageOf(service) is not null => OfService(service, ExternalName.For(monitoring.Marks.EnvironmentId, service.ComponentName)),
        _ => [],
    };

    private static IEnumerable<(string Word, MetricSource Source)> OfMachines(InfrastructureSpec spec)
    {
        if (spec.AutoScaling is not null)
        {
            TerraformValue group = Attribute("aws_autoscaling_group", spec, "", "name");
            return OfMachine("machines", new("AutoScalingGroupName", group));
        }

        return Enumerable.Range(0, spec.InstanceCount).SelectMany(i =>
        {
            string role = string.Create(CultureInfo.InvariantCulture, $"instance-{i}");
            return OfMachine(role, new("InstanceId", Attribute("aws_instance", spec, role, "id")));
        });
    }

    private static IEnumerable<(string Word, MetricSource Source)> OfMachine(string title, KeyValuePair<string, TerraformValue> dimension)
    {
        const string space = "AWS/EC2";
        yield return (Cpu, new($"{title} cpu", space, "CPUUtilization", Average, FiveMinutes, dimension));
        yield return (NetworkIn, new($"{title} network-in", space, "NetworkIn", Average, FiveMinutes, dimension));
        yield return (NetworkOut, new($"{title} network-out", space, "NetworkOut", Average, FiveMinutes, dimension));
    }

    private static IEnumerable<(string Word, MetricSource Source)> OfLoadBalancer(InfrastructureSpec spec)
    {
        if (spec.LoadBalancer is null)
        {
            yield break;
        }

        const string space = "AWS/ApplicationELB";
        KeyValuePair<string, TerraformValue> dimension = new("LoadBalancer", Attribute("aws_lb", spec, "", "arn_suffix"));
        yield return (Requests, new("load balancer requests", space, "RequestCount", Sum, Minute, dimension));
        yield return (Latency, new("load balancer latency", space, "TargetResponseTime", Average, Minute, dimension));
        yield return (Errors, new("load balancer errors", space, "HTTPCode_Target_5XX_Count", Sum, Minute, dimension));
    }

    private static IEnumerable<(string Word, MetricSource Source)> OfService(ServiceSpec spec, string name)
    {
        const string space = "AWS/ECS";

        // By their names: a service is made after the monitoring, in a run of its own.
        KeyValuePair<string, TerraformValue>[] dimensions = [new("ClusterName", name), new("ServiceName", name)];
        yield return (Cpu, new($"{spec.ComponentName} cpu", space, "CPUUtilization", Average, Minute, dimensions));
        yield return (Memory, new($"{spec.ComponentName} memory", space, "MemoryUtilization", Average, Minute, dimensions));
    }

    // By its name: who makes the monitoring anew must not make a database anew that somebody has deleted.
    private static IEnumerable<(string Word, MetricSource Source)> OfDatabase(DatabaseSpec spec, string name)
    {
        if (RdsEngine.Takes(spec.Type))
        {
            const string space = "AWS/RDS";
            KeyValuePair<string, TerraformValue> dimension = new("DBInstanceIdentifier", AwsDatabase.Identifier(name));
            return
            [
                (Cpu, new($"{spec.ComponentName} cpu", space, "CPUUtilization", Average, Minute, dimension)),
                (Connections, new($"{spec.ComponentName} connections", space, "DatabaseConnections", Average, Minute, dimension)),
                (FreeMemory, new($"{spec.ComponentName} free-memory", space, "FreeableMemory", Average, Minute, dimension)),
                (FreeStorage, new($"{spec.ComponentName} free-storage", space, "FreeStorageSpace", Average, Minute, dimension)),
            ];
        }

        if (spec.Type == DatabaseType.Redis)
        {
            const string space = "AWS/ElastiCache";

            // ElastiCache names the nodes of a group itself: the first is the primary until it fails.
            KeyValuePair<string, TerraformValue> dimension = new("CacheClusterId", $"{AwsDatabase.Identifier(name)}-001");
            return
            [
                (Cpu, new($"{spec.ComponentName} cpu", space, "CPUUtilization", Average, Minute, dimension)),
                (Memory, new($"{spec.ComponentName} memory", space, "DatabaseMemoryUsagePercentage", Average, Minute, dimension)),
                (Connections, new($"{spec.ComponentName} connections", space, "CurrConnections", Average, Minute, dimension)),
            ];
        }

        if (spec.Type == DatabaseType.MongoDb)
        {
            const string space = "AWS/DocDB";
            KeyValuePair<string, TerraformValue> dimension = new("DBClusterIdentifier", AwsDatabase.Identifier(name));
            return
            [
                (Cpu, new($"{spec.ComponentName} cpu", space, "CPUUtilization", Average, Minute, dimension)),
                (Connections, new($"{spec.ComponentName} connections", space, "DatabaseConnections", Average, Minute, dimension)),
                (FreeMemory, new($"{spec.ComponentName} free-memory", space, "FreeableMemory", Average, Minute, dimension)),
            ];
        }

        if (spec.Type == DatabaseType.DynamoDb)
        {
            const string space = "AWS/DynamoDB";
            KeyValuePair<string, TerraformValue> dimension = new("TableName", name);
            return
            [
                (Reads, new($"{spec.ComponentName} reads", space, "ConsumedReadCapacityUnits", Sum, Minute, dimension)),
                (Writes, new($"{spec.ComponentName} writes", space, "ConsumedWriteCapacityUnits", Sum, Minute, dimension)),
            ];
        }

        return [];
    }

    private static TerraformValue Attribute(string type, ComponentSpec spec, string role, string attribute) =>
        TerraformExpression.Attribute(TerraformAddress.For(type, spec.ComponentName, role), attribute);
}
