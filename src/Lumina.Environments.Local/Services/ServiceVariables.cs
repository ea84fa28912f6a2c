using Lumina.Environments.Processes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Local;

/// <summary>Puts together what a service is told. What its spec says comes last and wins.</summary>
internal static class ServiceVariables
{
    public static EnvironmentBase Base(LocalOptions options) => options.InheritVariables ? EnvironmentBase.Inherited : EnvironmentBase.Scrubbed;

    public static Dictionary<string, string?> Compose(ComponentContext context, ServicePorts ports)
    {
        Dictionary<string, string?> variables = new(StringComparer.Ordinal);
        foreach ((ComponentName component, ComponentOutputs outputs) in context.Dependencies)
        {
            AddConventional(variables, component, outputs);
        }

        foreach ((string name, string? value) in ports.Variables())
        {
            variables[name] = value;
        }

        foreach ((string name, string value) in context.Settings)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>The names that .NET's configuration and service discovery know.</summary>
    private static void AddConventional(Dictionary<string, string?> variables, ComponentName component, ComponentOutputs outputs)
    {
        if (component.Kind == ComponentKinds.Database && outputs.Find(OutputNames.ConnectionString) is { } connection)
        {
            variables[$"ConnectionStrings__{component.Name}"] = connection.Reveal();
        }
        else if (component.Kind == ComponentKinds.Service)
        {
            foreach (ComponentOutput output in outputs.Where(output => !output.IsSecret && (output.Vantage & Vantage.Host) != 0 && Uri.TryCreate(output.Value, UriKind.Absolute, out _)))
            {
                variables[$"services__{component.Name}__{output.Name}__0"] = output.Value;
            }
        }
    }
}
