using Lumina.Environments.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Adds what works inside database servers.</summary>
public static class DataEnvironmentsBuilderExtensions
{
    /// <summary>Adds the seeders of PostgreSQL, MySQL and Redis databases and the engines' own health checks, once, however many adapters ask for them. Adapters that bring database servers call it.</summary>
    public static EnvironmentsBuilder UseDataProviders(this EnvironmentsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<DataOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DataOptions>, DataOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<DataOptions>, ConfigureDataOptions>());
        builder.Services.TryAddSingleton<DatabaseServers>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, PostgreSqlHealthChecker>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, RedisHealthChecker>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, MySqlHealthChecker>());
        return builder.Services.Any(service => service.ServiceType == typeof(PostgreSqlDataSeeder))
            ? builder
            : builder.AddProvider<DataSpec, PostgreSqlDataSeeder>().AddProvider<DataSpec, RedisDataSeeder>().AddProvider<DataSpec, MySqlDataSeeder>();
    }

    /// <summary>Changes how much of databases is kept ready, and how many there may be at once.</summary>
    public static EnvironmentsBuilder ConfigureData(this EnvironmentsBuilder builder, Action<DataOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }
}
