using Lumina.Environments.Docker;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Adds the container providers.</summary>
public static class DockerEnvironmentsBuilderExtensions
{
    /// <summary>Uses containers of a Docker engine, or of one that speaks like it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options.</param>
    public static EnvironmentsBuilder UseDocker(this EnvironmentsBuilder builder, Action<DockerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionsBuilder<DockerOptions> options = builder.Services.AddOptions<DockerOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DockerOptions>, DockerOptionsValidator>());
        builder.Services.AddSingleton<IConfigureOptions<DockerOptions>>(services => new ConfigureOptions<DockerOptions>(
            docker => services.GetService<IConfiguration>()?.GetSection(DockerOptions.SectionName).Bind(docker)));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.UseDataProviders();
        AddEngine(builder.Services);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostResourceProvider, DockerHostResources>(services => services.GetRequiredService<DockerHostResources>()));
        return builder
            .AddPriceSource(EnginePrices.Table)
            .AddProvider<InfrastructureSpec>(services => services.GetRequiredService<DockerInfrastructureProvider>())
            .AddProvider<MonitoringSpec>(services => services.GetRequiredService<DockerMonitoringConfigurator>())
            .AddProvider<NetworkSpec>(services => services.GetRequiredService<DockerNetworkConfigurator>())
            .AddProvider<ServiceSpec>(services => services.GetRequiredService<ContainerServiceDeployer>())
            .AddProvider<DatabaseSpec>(services => services.GetRequiredService<DockerPostgreSqlProvider>())
            .AddProvider<DatabaseSpec>(services => services.GetRequiredService<DockerMySqlProvider>())
            .AddProvider<DatabaseSpec>(services => services.GetRequiredService<DockerRedisProvider>())
            .AddProvider<DatabaseSpec>(services => services.GetRequiredService<DockerDatabaseProvider>());
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.TryAddSingleton<DockerEngine>();
        services.TryAddSingleton<DockerMarks>();
        services.TryAddSingleton<EngineVolumes>();
        services.TryAddSingleton<ExpiryVolumes>();
        services.TryAddSingleton<ComponentVolumes>();
        services.TryAddSingleton<EngineContainers>();
        services.TryAddSingleton<EnvironmentNetworks>();
        services.TryAddSingleton<DockerHostResources>();
        services.TryAddSingleton<AbandonedResources>();
        services.TryAddSingleton<ContainerLauncher>();
        services.TryAddSingleton<ContainerLog>();
        services.TryAddSingleton<ContainerFiles>();
        services.TryAddSingleton<ContainerLookup>();
        services.TryAddSingleton<ContainerListing>();
        services.TryAddSingleton<ContainerExits>();
        services.TryAddSingleton<ContainerReader>();
        services.TryAddSingleton<ContainerComponents>();
        services.TryAddSingleton<BuiltImages>();
        services.TryAddSingleton<ProjectImages>();
        services.TryAddSingleton<FiledImages>();
        services.TryAddSingleton<ServiceImages>();
        services.TryAddSingleton<ServiceMounts>();
        services.TryAddSingleton<ServiceRecipes>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, ContainerHealthChecker>());
        services.TryAddSingleton<DockerInfrastructureProvider>();
        services.TryAddSingleton<DockerMonitoringConfigurator>();
        services.TryAddSingleton(provider => new DockerNetworkConfigurator(
            provider.GetRequiredService<DockerEngine>(), provider.GetRequiredService<EnvironmentNetworks>(), provider.GetRequiredService<DockerMarks>(), provider.GetRequiredService<ExpiryVolumes>()));
        services.TryAddSingleton(provider => new ContainerServiceDeployer(
            provider.GetRequiredService<DockerEngine>(),
            provider.GetRequiredService<ContainerComponents>(),
            provider.GetRequiredService<ContainerLookup>(),
            provider.GetRequiredService<ContainerListing>(),
            provider.GetRequiredService<ContainerExits>(),
            provider.GetRequiredService<ContainerReader>(),
            provider.GetRequiredService<ServiceRecipes>()));
        AddDatabases(services);
    }

    private static void AddDatabases(IServiceCollection services)
    {
        services.TryAddSingleton<DatabaseImages>();
        services.TryAddSingleton<ContainerReadiness>();
        services.TryAddSingleton<DatabaseHost>();
        services.TryAddSingleton<ProcessServers>();
        services.TryAddSingleton(provider => new DockerPostgreSqlProvider(
            provider.GetRequiredService<DatabaseHost>(), new PostgreSqlServerKind(), provider.GetRequiredService<ProcessServers>().PostgreSql));
        services.TryAddSingleton(provider => new DockerMySqlProvider(
            provider.GetRequiredService<DatabaseHost>(), new MySqlServerKind(), provider.GetRequiredService<ProcessServers>().MySql));
        services.TryAddSingleton(provider => new DockerRedisProvider(provider.GetRequiredService<DatabaseHost>(), provider.GetRequiredService<ProcessServers>().Redis));
        services.TryAddSingleton(provider => new DockerDatabaseProvider(provider.GetRequiredService<DatabaseHost>()));
    }
}
