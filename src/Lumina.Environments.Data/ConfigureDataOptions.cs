using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Lumina.Environments.Data;

/// <summary>Reads the options from the host's configuration, where there is one.</summary>
internal sealed class ConfigureDataOptions(IEnumerable<IConfiguration> configurations) : IConfigureOptions<DataOptions>
{
    public void Configure(DataOptions options) => configurations.LastOrDefault()?.GetSection(DataOptions.SectionName).Bind(options);
}
