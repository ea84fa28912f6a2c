using Lumina.Environments.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lumina.Environments;

/// <summary>Adds what works inside database servers.</summary>
public static class DataEnvironmentsBuilderExtensions
{
    /// <summary>Adds the seeder of PostgreSQL databases and the engines' own health checks, once, however many adapters ask for them. Adapters that bring database servers call it.</summary>
    public static EnvironmentsBuilder UseDataProviders(this EnvironmentsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, PostgreSqlHealthChecker>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, RedisHealthChecker>());
        return builder.Services.Any(service => service.ServiceType == typeof(PostgreSqlDataSeeder))
            ? builder
            : builder.AddProvider<DataSpec, PostgreSqlDataSeeder>();
    }
}
