using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>The services that end what has expired.</summary>
internal static class LifetimeServiceCollectionExtensions
{
    public static IServiceCollection AddLifetime(this IServiceCollection services)
    {
        services.AddOptions<CleanUpOptions>().ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<CleanUpOptions>, CleanUpOptionsValidator>()
            .AddSingleton<ExpiryCleaner>()
            .AddSingleton<CleanUpRounds>()
            .AddHostedService<CleanUpService>();
    }
}
