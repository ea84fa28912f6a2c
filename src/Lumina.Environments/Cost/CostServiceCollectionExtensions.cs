using Microsoft.Extensions.DependencyInjection;

namespace Lumina.Environments;

/// <summary>The services that price environments.</summary>
internal static class CostServiceCollectionExtensions
{
    public static IServiceCollection AddCost(this IServiceCollection services) => services
        .AddSingleton<IPriceSource>(PriceTable.Default)
        .AddSingleton<CostEstimator>()
        .AddSingleton<CostCalculator>();
}
