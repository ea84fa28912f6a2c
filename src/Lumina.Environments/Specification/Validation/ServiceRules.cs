namespace Lumina.Environments;

/// <summary>What must hold for a service.</summary>
internal static class ServiceRules
{
    public static void Check(string path, ServiceSpec service, FaultList faults)
    {
        faults.Word(path, "type", service.Type.Name, "type of service", "api, ui or worker");
        faults.NotBlankIfGiven(path, "version", service.Version);
        faults.Range(path, "replicas", service.Replicas, Bounds.Replicas);
        CheckRun(path, service, faults);
        CheckSources(path, service, faults);
        if (service.Endpoints.Count > 0)
        {
            CheckEndpoints($"{path}.endpoints", service.Endpoints, faults);
        }

        if (service.Container is not null)
        {
            ContainerRules.Check($"{path}.container", service.Container, faults);
        }

        foreach ((string key, SettingValue value) in service.Settings)
        {
            CheckSetting(path, key, value, faults);
        }

        foreach ((string name, string template) in service.Outputs)
        {
            CheckOutput($"{path}.outputs.{name}", name, template, service, faults);
        }
    }

    private static void CheckRun(string path, ServiceSpec service, FaultList faults)
    {
        if (service.Run.FindProblem() is { } problem)
        {
            faults.Add($"{path}.run", $"'{service.Run}' is no schedule: {problem}", "Write always, once, or five fields (minute, hour, day of the month, month, day of the week) in UTC, such as */15 * * * *.");
        }

        if (service.Run.IsAlways)
        {
            return;
        }

        const string Ends = "it ends when its work is done, and does not always run";
        if (service.IsExternal)
        {
            faults.Add($"{path}.run", $"'{service.Name}' runs somewhere else already.", "Leave it out.");
        }

        if (service.Endpoints.Count > 0)
        {
            faults.Add($"{path}.endpoints", $"'{service.Name}' answers nobody: {Ends}.", "Leave them out, or let it always run.");
        }

        if (service.Replicas > 1)
        {
            faults.Add($"{path}.replicas", $"{service.Replicas} of '{service.Name}' do not run: {Ends}.", "Allowed: 1.");
        }

        if (service.HealthCheck is { } check && check.Type != HealthCheckType.Presence)
        {
            faults.Add($"{path}.healthCheck", $"'{service.Name}' cannot be checked by {check.Type}: {Ends}.", "Leave it out: whether it does its work is seen without.");
        }
    }

    private static void CheckSources(string path, ServiceSpec service, FaultList faults)
    {
        if (service.Sources.Count == 0)
        {
            faults.Add($"{path}.sources", $"'{service.Name}' is made from nothing.", "Give it an image, a Dockerfile, a project, a command or an external address.");
        }
        else if (service.Sources.Count > 1 && service.Sources.Any(source => source is ExternalSource))
        {
            faults.Add($"{path}.sources", "An external address is one of several sources.", "Let it be the only one: nothing is made then.");
        }

        for (int i = 0; i < service.Sources.Count; i++)
        {
            CheckSource($"{path}.sources[{i}]", service.Sources[i], faults);
        }
    }

    private static void CheckSource(string path, ServiceSource source, FaultList faults)
    {
        switch (source)
        {
            case ImageSource image when string.IsNullOrWhiteSpace(image.Name) || image.Name.Any(char.IsWhiteSpace):
                faults.Add($"{path}.image", $"'{image.Name}' is no image.", "Write registry/name:tag, such as nginx:1.27.");
                break;
            case DockerfileSource dockerfile:
                faults.NotBlank(path, "dockerfile", dockerfile.Path);
                faults.NotBlankIfGiven(path, "target", dockerfile.Target);
                break;
            case ProjectSource project:
                faults.NotBlank(path, "project", project.Path);
                break;
            case CommandSource command:
                faults.NotBlank(path, "command", command.Program);
                CheckArguments(path, command, faults);
                faults.NotBlankIfGiven(path, "workingDirectory", command.WorkingDirectory);
                break;
            case ExternalSource { Address.IsAbsoluteUri: false } external:
                faults.Add($"{path}.external", $"'{external.Address}' is no absolute address.", "Write one with its scheme, such as https://api.example.com.");
                break;
            case ExternalSource { Address.UserInfo.Length: > 0 }:
                // What stands there may be a password: it is not repeated.
                faults.Add($"{path}.external", "The address has a user or a password in it, and addresses are recorded.", "Take it out, and give it to who needs it as a secret setting.");
                break;
        }
    }

    private static void CheckArguments(string path, CommandSource command, FaultList faults)
    {
        for (int i = 0; i < command.Arguments.Count; i++)
        {
            if (command.Arguments[i].Contains('\0', StringComparison.Ordinal))
            {
                faults.Add($"{path}.arguments[{i}]", "It has a NUL character in it, which no program can be given.", "Take it out, or give it as a file.");
            }
        }
    }

    private static void CheckEndpoints(string path, IReadOnlyList<EndpointSpec> endpoints, FaultList faults)
    {
        faults.Distinct(path, endpoints, endpoint => endpoint.Name, ".name", "endpoint");
        faults.Distinct(path, endpoints, endpoint => endpoint.Port, ".port", "endpoint");
        for (int i = 0; i < endpoints.Count; i++)
        {
            string place = $"{path}[{i}]";
            faults.Label(place, "name", endpoints[i].Name, "an endpoint");
            faults.Defined(place, "protocol", endpoints[i].Protocol);
            if (endpoints[i].Port is { } port)
            {
                faults.Range(place, "port", port, Bounds.Port);
            }
        }
    }

    private static void CheckSetting(string path, string key, SettingValue value, FaultList faults)
    {
        if (string.IsNullOrWhiteSpace(key) || key.AsSpan().ContainsAny('=', '\0'))
        {
            faults.Add($"{path}.settings.{key}", $"'{key.Replace("\0", "\\0", StringComparison.Ordinal)}' is no name of an environment variable.", "Allowed: at least one character, none of them '=' or NUL.");
        }

        if (value.Secret?.TryReveal()?.Contains('\0', StringComparison.Ordinal) == true || value.Parts.Any(part => part is string text && text.Contains('\0', StringComparison.Ordinal)))
        {
            faults.Add($"{path}.settings.{key}", "Its value has a NUL character in it, which no program can be given.", "Take it out, or give it as a file.");
        }
    }

    private static void CheckOutput(string path, string name, string template, ServiceSpec service, FaultList faults)
    {
        string[] endpoints = [.. service.Endpoints.Select(endpoint => endpoint.Name)];
        if (!EndpointTemplate.IsName(name))
        {
            faults.Add(path, $"'{name}' is no name of an output.", "Allowed: letters, digits and hyphens, a letter first, such as connectionString.");
        }
        else if (endpoints.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add(path, $"'{name}' is an endpoint, whose address is an output by that name.", "Give the output another name.");
        }

        foreach (string endpoint in EndpointTemplate.EndpointsOf(template).Where(endpoint => !endpoints.Contains(endpoint, StringComparer.Ordinal)))
        {
            faults.Add(path, $"'{service.Name}' has no endpoint '{endpoint}'.", $"{Suggestion.Of(endpoint, endpoints)} Write {{{{ for a brace.");
        }
    }
}
