namespace Lumina.Environments.Aws;

/// <summary>The task definition of a service: one container of its image.</summary>
internal static class TaskDefinition
{
    /// <summary>The container's name within the task.</summary>
    public const string ContainerName = "main";

    private const int UnitsPerCpu = 1024;
    private const int UsualLogDays = 7;

    /// <summary>Writes it, with its log group, its secrets and its role.</summary>
    /// <returns>The definition, and what must be there before it can run.</returns>
    public static (TerraformAddress Definition, TerraformAddress Policy) Write(ServiceSpec spec, ImageSource image, AwsComponent component)
    {
        ServiceEnvironment environment = ServiceEnvironment.Of(spec, component);
        IReadOnlyDictionary<string, TerraformValue> secrets = ServiceSecrets.Write(environment.Secret, component);
        TerraformAddress log = LogGroups.WriteGroup(component, "", "", component.Find<MonitoringSpec>()?.Logs?.RetentionDays ?? UsualLogDays);
        (TerraformValue role, TerraformAddress policy) = ExecutionRole.Write(component, log, secrets.Values);
        FargateSize size = FargateSize.For(spec.Container?.Cpus, spec.Container?.MemoryMib)!;
        TerraformAddress definition = component.Tagged("aws_ecs_task_definition", "", new TerraformBlock
        {
            ["family"] = component.ExternalName,
            ["requires_compatibilities"] = TerraformValue.List("FARGATE"),
            ["network_mode"] = "awsvpc",
            ["cpu"] = Text(size.CpuUnits),
            ["memory"] = Text(size.MemoryMib),
            ["execution_role_arn"] = role,
            ["container_definitions"] = Containers(spec, image, component, environment, secrets, log),
        });
        return (definition, policy);
    }

    private static TerraformExpression Containers(
        ServiceSpec spec, ImageSource image, AwsComponent component, ServiceEnvironment environment, IReadOnlyDictionary<string, TerraformValue> secrets, TerraformAddress log)
    {
        TerraformText text = new();
        text.Add("[{\"name\":").AddJson(ContainerName).Add(",\"image\":").AddJson(image.Name).Add(",\"essential\":true");
        AddSettings(text, spec.Container ?? new ContainerSettings());
        if (spec.Version is { } version)
        {
            text.Add(",\"dockerLabels\":{\"version\":").AddJson(version).Add("}");
        }

        AddList(text, "portMappings", ServicePorts.Of(spec).Select(port => port.Value).Distinct(), port => text.AddFormat($"{{\"containerPort\":{port},\"hostPort\":{port},\"protocol\":\"tcp\"}}"));
        AddList(text, "environment", environment.Plain, variable => text.Add("{\"name\":").AddJson(variable.Key).Add(",\"value\":").AddJson(variable.Value).Add("}"));
        AddList(text, "secrets", secrets, secret => text.Add("{\"name\":").AddJson(secret.Key).Add(",\"valueFrom\":\"").Add(secret.Value).Add("\"}"));
        text.Add(",\"logConfiguration\":{\"logDriver\":\"awslogs\",\"options\":{\"awslogs-group\":\"").Add(TerraformExpression.Attribute(log, "name"))
            .Add("\",\"awslogs-region\":").AddJson(component.Region).Add(",\"awslogs-stream-prefix\":").AddJson(ContainerName).Add("}}");
        return text.Add("}]").ToExpression();
    }

    private static void AddSettings(TerraformText text, ContainerSettings container)
    {
        AddList(text, "entryPoint", container.Entrypoint, part => text.AddJson(part));
        AddList(text, "command", container.Command, part => text.AddJson(part));
        if (container.WorkingDirectory is { } directory)
        {
            text.Add(",\"workingDirectory\":").AddJson(directory);
        }

        if (container.User is { } user)
        {
            text.Add(",\"user\":").AddJson(user);
        }

        if (container.ReadOnlyRoot)
        {
            text.Add(",\"readonlyRootFilesystem\":true");
        }

        if (container.Init)
        {
            text.Add(",\"linuxParameters\":{\"initProcessEnabled\":true}");
        }

        if (container.MemoryMib is { } memory)
        {
            text.AddFormat($",\"memory\":{memory}");
        }

        if (container.Cpus is { } cpus)
        {
            text.AddFormat($",\"cpu\":{(int)Math.Ceiling(cpus * UnitsPerCpu)}");
        }
    }

    private static void AddList<T>(TerraformText text, string name, IEnumerable<T> items, Action<T> add)
    {
        string separator = $",\"{name}\":[";
        foreach (T item in items)
        {
            text.Add(separator);
            add(item);
            separator = ",";
        }

        text.Add(separator == "," ? "]" : "");
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
