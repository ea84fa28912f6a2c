using System.Runtime.Versioning;
using Lumina.Environments.Local;
using Lumina.Environments.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Adds the local providers.</summary>
public static class LocalEnvironmentsBuilderExtensions
{
    /// <summary>Uses servers and processes on this machine. Elsewhere than on Linux the providers decline every spec and say why.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options.</param>
    public static EnvironmentsBuilder UseLocal(this EnvironmentsBuilder builder, Action<LocalOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionsBuilder<LocalOptions> options = builder.Services.AddOptions<LocalOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalOptions>, LocalOptionsValidator>());
        builder.Services.AddSingleton<IConfigureOptions<LocalOptions>>(services => new ConfigureOptions<LocalOptions>(
            local => services.GetService<IConfiguration>()?.GetSection(LocalOptions.SectionName).Bind(local)));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.UseDataProviders();
        return OperatingSystem.IsLinux() ? AddProviders(builder) : AddRefusals(builder);
    }

    [SupportedOSPlatform("linux")]
    private static EnvironmentsBuilder AddProviders(EnvironmentsBuilder builder)
    {
        builder.Services.TryAddSingleton<LocalHost>();
        builder.Services.TryAddSingleton<PostgreSqlServers>();
        builder.Services.TryAddSingleton(services => new PostgreSqlProvider(services.GetRequiredService<LocalHost>(), services.GetRequiredService<PostgreSqlServers>()));
        builder.Services.TryAddSingleton<RedisInstances>();
        builder.Services.TryAddSingleton(services => new RedisProvider(services.GetRequiredService<LocalHost>(), services.GetRequiredService<RedisInstances>()));
        builder.Services.TryAddSingleton<MariaDbServers>();
        builder.Services.TryAddSingleton(services => new MariaDbProvider(services.GetRequiredService<LocalHost>(), services.GetRequiredService<MariaDbServers>()));
        builder.Services.TryAddSingleton(_ => new MarkedInstances<ServiceInstance>("service"));
        builder.Services.TryAddSingleton<ProjectBuilds>();
        builder.Services.TryAddSingleton(services => new ProcessServiceDeployer(
            services.GetRequiredService<LocalHost>(), services.GetRequiredService<ProjectBuilds>(), services.GetRequiredService<MarkedInstances<ServiceInstance>>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostResourceProvider, LocalHostResources>(
            services => new LocalHostResources(services.GetRequiredService<LocalHost>(), services.GetRequiredService<ILogger<LocalHostResources>>())));
        return builder
            .AddPriceSource(MachinePrices.Table)
            .AddProvider<NetworkSpec>(services => new MachineNetworkConfigurator(services.GetRequiredService<LocalHost>()))
            .AddProvider<InfrastructureSpec>(services => new MachineInfrastructureProvider(services.GetRequiredService<LocalHost>()))
            .AddProvider<MonitoringSpec>(services => new MachineMonitoringConfigurator(services.GetRequiredService<LocalHost>()))
            .AddProvider<DatabaseSpec>(services => services.GetRequiredService<PostgreSqlProvider>())
            .AddProvider<DatabaseSpec>(services => services.GetRequiredService<RedisProvider>())
            .AddProvider<DatabaseSpec>(services => services.GetRequiredService<MariaDbProvider>())
            .AddProvider<ServiceSpec>(services => services.GetRequiredService<ProcessServiceDeployer>());
    }

    private static EnvironmentsBuilder AddRefusals(EnvironmentsBuilder builder) => builder
        .AddProvider<NetworkSpec>(new UnsupportedLocalProvider<NetworkSpec>(MachinePrices.MachineProviderName))
        .AddProvider<InfrastructureSpec>(new UnsupportedLocalProvider<InfrastructureSpec>(MachinePrices.MachineProviderName))
        .AddProvider<MonitoringSpec>(new UnsupportedLocalProvider<MonitoringSpec>(MachinePrices.MachineProviderName))
        .AddProvider<DatabaseSpec>(new UnsupportedLocalProvider<DatabaseSpec>("local-postgresql"))
        .AddProvider<DatabaseSpec>(new UnsupportedLocalProvider<DatabaseSpec>("local-redis"))
        .AddProvider<DatabaseSpec>(new UnsupportedLocalProvider<DatabaseSpec>("local-mariadb"))
        .AddProvider<ServiceSpec>(new UnsupportedLocalProvider<ServiceSpec>("local-process"));
}
