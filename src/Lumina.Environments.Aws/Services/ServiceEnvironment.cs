using Lumina.Environments.Providers;

namespace Lumina.Environments.Aws;

/// <summary>A service's variables: those that anybody may read in its task definition, and those that are kept in the parameter store under AWS's key.</summary>
/// <param name="Plain">Variables by name.</param>
/// <param name="Secret">Variables by name.</param>
internal sealed record ServiceEnvironment(IReadOnlyDictionary<string, string> Plain, IReadOnlyDictionary<string, string> Secret)
{
    private const string ConnectionStrings = "ConnectionStrings__";
    private const string EveryAddress = "0.0.0.0";

    public static ServiceEnvironment Of(ServiceSpec spec, AwsComponent component)
    {
        SortedDictionary<string, string> plain = new(StringComparer.Ordinal);
        SortedDictionary<string, string> secret = new(StringComparer.Ordinal);
        foreach ((string name, string? value) in ServiceVariables.Compose(component.Settings, component.Dependencies, [.. ServicePorts.Of(spec).DistinctBy(port => port.Value)], EveryAddress, Vantage.Network))
        {
            // The parameter store takes no empty value, and an empty one gives nothing away.
            if (value is not null)
            {
                (IsSecret(spec, name) && value.Length > 0 ? secret : plain).Add(name, value);
            }
        }

        return new(plain, secret);
    }

    /// <summary>What another component gave may be secret, and whether it is can't be seen in the text that was put together from it.</summary>
    private static bool IsSecret(ServiceSpec spec, string name) => spec.Settings.TryGetValue(name, out SettingValue? setting)
        ? setting.Secret is not null || setting.References.Any()
        : name.StartsWith(ConnectionStrings, StringComparison.Ordinal);
}
