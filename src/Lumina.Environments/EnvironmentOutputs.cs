namespace Lumina.Environments;

/// <summary>Finds addresses in a snapshot, as a test on this machine sees them.</summary>
internal static class EnvironmentOutputs
{
    public static ComponentOutput Find(EnvironmentSnapshot environment, ComponentName name, string output)
    {
        ComponentSnapshot component = RequireComponent(environment, name);
        return component.Outputs.Find(output)
            ?? throw NotFound(environment, output, component.Outputs.Select(known => known.Name), $"{name} has no output '{output}' that is reachable from here{Why(component, output)}");
    }

    public static Uri FindEndpoint(EnvironmentSnapshot environment, string service, string? endpoint)
    {
        ComponentSnapshot component = RequireComponent(environment, ComponentName.Service(service));
        ServiceSpec spec = environment.Spec.Services.First(candidate => candidate.Name == service);
        string name = endpoint ?? (spec.Endpoints.Count > 0 ? spec.Endpoints[0].Name : null)
            ?? throw NotFound(environment, service, [], $"service/{service} has no endpoint; give its spec one (EndpointSpec.Http())");
        ComponentOutput output = component.Outputs.Find(name)
            ?? throw NotFound(environment, name, spec.Endpoints.Select(known => known.Name), $"service/{service} has no endpoint '{name}' that is reachable from here{Why(component, name)}");
        return new Uri(output.Reveal());
    }

    /// <summary>The keys that .NET's configuration and service discovery know, as a consumer at that place sees them.</summary>
    public static IReadOnlyDictionary<string, string?> ConfigurationKeys(EnvironmentSnapshot environment, Vantage from = Vantage.Host)
    {
        Dictionary<string, string?> keys = new(StringComparer.OrdinalIgnoreCase);
        foreach (ComponentSnapshot component in environment.Components)
        {
            if (component.Outputs.Find(OutputNames.ConnectionString, from) is { } connection)
            {
                keys[$"ConnectionStrings:{component.Name.Name}"] = connection.Reveal();
            }

            if (component.Name.Kind == ComponentKinds.Service)
            {
                AddEndpoints(environment, component, from, keys);
            }
        }

        return keys;
    }

    private static void AddEndpoints(EnvironmentSnapshot environment, ComponentSnapshot component, Vantage from, Dictionary<string, string?> keys)
    {
        ServiceSpec? spec = environment.Spec.Services.FirstOrDefault(candidate => candidate.Name == component.Name.Name);
        foreach (EndpointSpec endpoint in spec?.Endpoints ?? [])
        {
            if (component.Outputs.Find(endpoint.Name, from) is { } address)
            {
                keys[$"services:{component.Name.Name}:{endpoint.Name}:0"] = address.Reveal();
            }
        }
    }

    public static ComponentSnapshot RequireComponent(EnvironmentSnapshot environment, ComponentName name) =>
        environment.Find(name) ?? throw NotFound(
            environment,
            name.ToString(),
            environment.Components.Select(component => component.Name.ToString()),
            $"Environment '{environment.Name}' has no component '{name}'");

    private static string Why(ComponentSnapshot component, string output) =>
        component.State != ComponentState.Up ? $" while it is {component.State}"
        : component.Outputs.Find(output, Vantage.Network) is not null ? ", but from its network alone: open it where its platform can, by a published port, a forwarded one, a public load balancer or an allowed caller (on AWS by AwsOptions.CallerCidrs, on Kubernetes by KubernetesOptions.ForwardPorts)"
        : "";

    private static ComponentNotFoundException NotFound(EnvironmentSnapshot environment, string requested, IEnumerable<string> known, string problem)
    {
        string[] names = [.. known];
        string? nearest = NearestName.Find(requested, names);
        string hint = nearest == requested ? "" : nearest is not null ? $" Did you mean '{nearest}'?" : names.Length > 0 ? $" It has: {string.Join(", ", names)}." : "";
        return new ComponentNotFoundException($"{problem}.{hint}")
        {
            EnvironmentId = environment.Id,
            EnvironmentName = environment.Name,
            RequestedName = requested,
            NearestName = nearest,
        };
    }
}
