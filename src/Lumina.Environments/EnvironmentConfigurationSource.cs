using Microsoft.Extensions.Configuration;

namespace Lumina.Environments;

/// <summary>Keys of an environment as a source of configuration.</summary>
internal sealed class EnvironmentConfigurationSource(IReadOnlyDictionary<string, string?> keys) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(keys);

    private sealed class Provider : ConfigurationProvider
    {
        public Provider(IReadOnlyDictionary<string, string?> keys) => Data = new Dictionary<string, string?>(keys, StringComparer.OrdinalIgnoreCase);
    }
}
