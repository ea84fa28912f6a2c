using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lumina.Environments;

/// <summary>Says where prices come from.</summary>
public static class PriceSourceEnvironmentsBuilderExtensions
{
    /// <summary>Adds a source of prices. It is asked before the table that the library brings, and after those that were added before it.</summary>
    /// <returns>The builder.</returns>
    public static EnvironmentsBuilder AddPriceSource(this EnvironmentsBuilder environments, IPriceSource source)
    {
        ArgumentNullException.ThrowIfNull(environments);
        ArgumentNullException.ThrowIfNull(source);
        environments.Services.AddSingleton(source);
        return environments;
    }

    /// <summary>Uses one source of prices in place of all others, the table that the library brings too.</summary>
    /// <returns>The builder.</returns>
    public static EnvironmentsBuilder UsePriceSource(this EnvironmentsBuilder environments, IPriceSource source)
    {
        ArgumentNullException.ThrowIfNull(environments);
        ArgumentNullException.ThrowIfNull(source);
        environments.Services.RemoveAll<IPriceSource>();
        environments.Services.AddSingleton(source);
        return environments;
    }
}
