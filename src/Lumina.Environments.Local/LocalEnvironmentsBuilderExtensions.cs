using System.Runtime.Versioning;
using Lumina.Environments.Local;
using Lumina.Environments.Platforms;
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
    private const string LinuxOnly = "local servers and processes are supported on Linux only, today";

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
        .AddProvider<NetworkSpec>(new LinuxOnlyProvider<NetworkSpec>(MachinePrices.MachineProviderName, LinuxOnly))
        .AddProvider<InfrastructureSpec>(new LinuxOnlyProvider<InfrastructureSpec>(MachinePrices.MachineProviderName, LinuxOnly))
        .AddProvider<MonitoringSpec>(new LinuxOnlyProvider<MonitoringSpec>(MachinePrices.MachineProviderName, LinuxOnly))
        .AddProvider<DatabaseSpec>(new LinuxOnlyProvider<DatabaseSpec>("local-postgresql", LinuxOnly))
        .AddProvider<DatabaseSpec>(new LinuxOnlyProvider<DatabaseSpec>("local-redis", LinuxOnly))
        .AddProvider<DatabaseSpec>(new LinuxOnlyProvider<DatabaseSpec>("local-mariadb", LinuxOnly))
        .AddProvider<ServiceSpec>(new LinuxOnlyProvider<ServiceSpec>("local-process", LinuxOnly));
}
