namespace Lumina.Environments;

/// <summary>What must hold for a health check.</summary>
internal static class HealthCheckRules
{
    private static readonly HealthCheckSpec Default = new(HealthCheckType.Http);

    public static void Check(SpecifiedComponent component, EnvironmentSpec environment, FaultList faults)
    {
        if (component.Spec.HealthCheck is not { } check)
        {
            return;
        }

        string path = $"{component.Path}.healthCheck";
        faults.Word(path, "type", check.Type.Name, "type of health check", "http, tcp, command, log, platform, engine or presence");
        if (check.Path is null || !check.Path.StartsWith('/'))
        {
            faults.Add($"{path}.path", $"'{check.Path}' is no path.", "It begins with '/'.");
        }

        faults.Range(path, "healthyThreshold", check.HealthyThreshold, Bounds.Threshold);
        faults.Range(path, "unhealthyThreshold", check.UnhealthyThreshold, Bounds.Threshold);
        CheckTimes(path, check, component, environment, faults);
        CheckCommand(path, check, component, faults);
        CheckLine(path, check, component, faults);
        if (component.Spec is ServiceSpec { Run.IsAlways: true } service)
        {
            CheckEndpoint(path, check, service, faults);
        }
    }

    private static void CheckCommand(string path, HealthCheckSpec check, SpecifiedComponent component, FaultList faults)
    {
        if (check.Type == HealthCheckType.Command && component.Spec is ServiceSpec { IsExternal: true })
        {
            faults.Add($"{path}.type", $"The check is by command, and '{component.Spec.Name}' runs somewhere else.", "Check it by http or tcp.");
        }
        else if (check.Type == HealthCheckType.Command)
        {
            faults.NotBlank(path, "commandLine", check.CommandLine.Count == 0 ? "" : check.CommandLine[0]);
        }
        else if (check.CommandLine.Count > 0)
        {
            faults.Add($"{path}.commandLine", $"The check is of type '{check.Type}' and runs no command.", "Leave it out, or check with command.");
        }
    }

    private static void CheckLine(string path, HealthCheckSpec check, SpecifiedComponent component, FaultList faults)
    {
        if (check.Type == HealthCheckType.Log && component.Spec is ServiceSpec { IsExternal: true })
        {
            faults.Add($"{path}.type", $"The check is by log, and '{component.Spec.Name}' runs somewhere else.", "Check it by http or tcp.");
        }
        else if (check.Type == HealthCheckType.Log)
        {
            faults.NotBlank(path, "line", check.Line);
            if (check.Line is { } line && line.AsSpan().ContainsAny('\r', '\n'))
            {
                faults.Add($"{path}.line", "It has a line break in it, and no line has.", "Write what one line has in it.");
            }
        }
        else if (check.Line is not null)
        {
            faults.Add($"{path}.line", $"The check is of type '{check.Type}' and reads no log.", "Leave it out, or check with log.");
        }
    }

    private static void CheckTimes(string path, HealthCheckSpec check, SpecifiedComponent component, EnvironmentSpec environment, FaultList faults)
    {
        faults.Range(path, "interval", check.Interval, Bounds.ProbeInterval);
        faults.Range(path, "timeout", check.Timeout, Bounds.ProbeTimeout);
        faults.Range(path, "startupTimeout", check.StartupTimeout, Bounds.StartupTimeout);
        TimeRules.Within($"{path}.interval", check.Interval, Default.Interval, $"{path}.startupTimeout", check.StartupTimeout, faults);
        TimeRules.Within($"{path}.timeout", check.Timeout, Default.Timeout, $"{path}.startupTimeout", check.StartupTimeout, faults);
        TimeRules.Within($"{path}.startupTimeout", check.StartupTimeout, Default.StartupTimeout, $"{component.Path}.stepTimeout", component.Spec.StepTimeout, faults);
        TimeRules.Within($"{path}.startupTimeout", check.StartupTimeout, Default.StartupTimeout, "timeout", environment.Timeout, faults);
    }

    private static void CheckEndpoint(string path, HealthCheckSpec check, ServiceSpec service, FaultList faults)
    {
        EndpointSpec? named = service.Endpoints.FirstOrDefault(endpoint => endpoint.Name == check.Endpoint);
        if (check.Endpoint is not null && named is null)
        {
            faults.Add($"{path}.endpoint", $"'{service.Name}' has no endpoint '{check.Endpoint}'.", Suggestion.Of(check.Endpoint, service.Endpoints.Select(endpoint => endpoint.Name)));
        }
        else if (check.Type == HealthCheckType.Http && named is not null && named.Protocol != EndpointProtocol.Http)
        {
            faults.Add($"{path}.endpoint", $"'{named.Name}' is an endpoint of {named.Protocol}, and the check is of HTTP.", "Name an HTTP endpoint, or check with tcp.");
        }
        else if (check.Type == HealthCheckType.Http && named is null && service.Endpoints.All(endpoint => endpoint.Protocol != EndpointProtocol.Http))
        {
            faults.Add($"{path}.type", $"The check is of HTTP, and '{service.Name}' has no HTTP endpoint.", "Give it one (EndpointSpec.Http()), or check in another way.");
        }
        else if (check.Type == HealthCheckType.Tcp && service.Endpoints.Count == 0)
        {
            faults.Add($"{path}.type", $"The check is of TCP, and '{service.Name}' has no endpoint.", "Give it one (EndpointSpec.Tcp()), or check in another way.");
        }
    }
}
