using System.Globalization;

namespace Lumina.Environments.Providers;

/// <summary>Puts together the environment variables that a service is told: where what it depends on is, on which ports it is to listen, and its settings, which come last and win.</summary>
public static class ServiceVariables
{
    /// <summary>Puts them together.</summary>
    /// <param name="settings">The service's settings with references resolved: <see cref="ComponentContext.Settings"/>.</param>
    /// <param name="dependencies">The outputs of what it depends on: <see cref="ComponentContext.Dependencies"/>.</param>
    /// <param name="ports">The endpoints with the ports on which it is to listen.</param>
    /// <param name="listenOn">The address on which it is to listen, such as <c>127.0.0.1</c>.</param>
    /// <param name="from">From where it reaches others.</param>
    /// <returns>Names and values; a value that is null takes one away that would be inherited.</returns>
    public static Dictionary<string, string?> Compose(
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyDictionary<ComponentName, ComponentOutputs> dependencies,
        IReadOnlyList<KeyValuePair<EndpointSpec, int>> ports,
        string listenOn,
        Vantage from)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(dependencies);
        ArgumentNullException.ThrowIfNull(ports);
        Dictionary<string, string?> variables = new(StringComparer.Ordinal);
        foreach ((ComponentName component, ComponentOutputs outputs) in dependencies)
        {
            AddDependency(variables, component, outputs, from);
        }

        AddPorts(variables, ports, listenOn);
        foreach ((string name, string value) in settings)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>The names that .NET's configuration and service discovery know.</summary>
    private static void AddDependency(Dictionary<string, string?> variables, ComponentName component, ComponentOutputs outputs, Vantage from)
    {
        if (outputs.Find(OutputNames.ConnectionString, from) is { } connection)
        {
            variables[$"ConnectionStrings__{component.Name}"] = connection.Reveal();
        }

        if (component.Kind == ComponentKinds.Service)
        {
            foreach (ComponentOutput output in outputs.Where(output => IsAddress(output, from)))
            {
                variables[$"services__{component.Name}__{output.Name}__0"] = output.Value;
            }
        }
    }

    private static bool IsAddress(ComponentOutput output, Vantage from) =>
        !output.IsSecret && output.Name != OutputNames.ConnectionString && (output.Vantage & from) != 0 && Uri.TryCreate(output.Value, UriKind.Absolute, out _);

    /// <summary>The names that .NET and most others look for.</summary>
    private static void AddPorts(Dictionary<string, string?> variables, IReadOnlyList<KeyValuePair<EndpointSpec, int>> ports, string listenOn)
    {
        string urls = string.Join(';', ports.Where(port => port.Key.Protocol != EndpointProtocol.Tcp).Select(port => string.Create(CultureInfo.InvariantCulture, $"http://{listenOn}:{port.Value}")));
        if (urls.Length > 0)
        {
            (variables["ASPNETCORE_URLS"], variables["ASPNETCORE_HTTP_PORTS"], variables["ASPNETCORE_HTTPS_PORTS"]) = (urls, null, null);
        }

        for (int i = 0; i < ports.Count; i++)
        {
            string number = ports[i].Value.ToString(CultureInfo.InvariantCulture);
            variables[$"PORT_{ports[i].Key.Name.ToUpperInvariant().Replace('-', '_')}"] = number;
            if (i == 0)
            {
                variables["PORT"] = number;
            }
        }
    }
}
