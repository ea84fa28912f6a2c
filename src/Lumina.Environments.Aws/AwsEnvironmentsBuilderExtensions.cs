using System.Runtime.Versioning;
using Lumina.Environments.Aws;
using Lumina.Environments.Platforms;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Adds the providers for AWS.</summary>
public static class AwsEnvironmentsBuilderExtensions
{
    private const string LinuxOnly = "AWS through terraform is supported on Linux only, today";

    private static readonly TimeSpan UsualTeardownTimeout = new EnvironmentManagerOptions().TeardownTimeout;
    private static readonly TimeSpan TeardownTimeout = TimeSpan.FromHours(1);

    /// <summary>Uses AWS, through the <c>terraform</c> (or OpenTofu) of this machine. Elsewhere than on Linux the providers decline every spec and say why.</summary>
    /// <remarks>A teardown may take an hour, where <see cref="EnvironmentManagerOptions.TeardownTimeout"/> is left at its default.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options.</param>
    public static EnvironmentsBuilder UseAws(this EnvironmentsBuilder builder, Action<AwsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionsBuilder<AwsOptions> options = builder.Services.AddOptions<AwsOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AwsOptions>, AwsOptionsValidator>());
        builder.Services.AddSingleton<IConfigureOptions<AwsOptions>>(services => new ConfigureOptions<AwsOptions>(
            aws => services.GetService<IConfiguration>()?.GetSection(AwsOptions.SectionName).Bind(aws)));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.PostConfigure<EnvironmentManagerOptions>(manager =>
            manager.TeardownTimeout = manager.TeardownTimeout == UsualTeardownTimeout ? TeardownTimeout : manager.TeardownTimeout);
        builder.AddComponentKind<TerraformModuleSpec>(
            TerraformModuleSpec.KindName, TerraformModuleJson.Default.TerraformModuleSpec, static name => new TerraformModuleSpec(name) { Source = "" }, ComponentKinds.Network, ComponentKinds.Infrastructure);
        return OperatingSystem.IsLinux() ? AddProviders(builder) : AddRefusals(builder);
    }

    [SupportedOSPlatform("linux")]
    private static EnvironmentsBuilder AddProviders(EnvironmentsBuilder builder)
    {
        AddStacks(builder.Services);
        return builder
            .AddAws<TerraformModuleSpec>(TerraformModuleSpec.KindName, new ModuleConfiguration())
            .AddAws<NetworkSpec>(ComponentKinds.Network, new NetworkConfiguration())
            .AddScalable<InfrastructureSpec>(ComponentKinds.Infrastructure, new InfrastructureConfiguration())
            .AddAws<DatabaseSpec>(ComponentKinds.Database, new RdsConfiguration(), new ElastiCacheConfiguration(), new DocumentDbConfiguration(), new DynamoDbConfiguration())
            .AddScalable<ServiceSpec>(ComponentKinds.Service, new EcsServiceConfiguration())
            .AddAws<MonitoringSpec>(ComponentKinds.Monitoring, new MonitoringConfiguration());
    }

    private static EnvironmentsBuilder AddRefusals(EnvironmentsBuilder builder) => builder
        .AddProvider<TerraformModuleSpec>(new LinuxOnlyProvider<TerraformModuleSpec>(AwsOptions.ProviderName, LinuxOnly))
        .AddProvider<NetworkSpec>(new LinuxOnlyProvider<NetworkSpec>(AwsOptions.ProviderName, LinuxOnly))
        .AddProvider<InfrastructureSpec>(new LinuxOnlyProvider<InfrastructureSpec>(AwsOptions.ProviderName, LinuxOnly))
        .AddProvider<DatabaseSpec>(new LinuxOnlyProvider<DatabaseSpec>(AwsOptions.ProviderName, LinuxOnly))
        .AddProvider<ServiceSpec>(new LinuxOnlyProvider<ServiceSpec>(AwsOptions.ProviderName, LinuxOnly))
        .AddProvider<MonitoringSpec>(new LinuxOnlyProvider<MonitoringSpec>(AwsOptions.ProviderName, LinuxOnly));

    [SupportedOSPlatform("linux")]
    private static EnvironmentsBuilder AddAws<TSpec>(this EnvironmentsBuilder builder, string kind, params IReadOnlyList<IAwsConfiguration<TSpec>> configurations)
        where TSpec : ComponentSpec =>
        builder.AddProvider<TSpec>(services => new AwsStoppableProvider<TSpec>(kind, services.GetRequiredService<AwsStacks>(), services.GetRequiredService<AwsStackServices>(), configurations));

    [SupportedOSPlatform("linux")]
    private static EnvironmentsBuilder AddScalable<TSpec>(this EnvironmentsBuilder builder, string kind, params IReadOnlyList<IAwsConfiguration<TSpec>> configurations)
        where TSpec : ComponentSpec =>
        builder.AddProvider<TSpec>(services => new AwsScalableProvider<TSpec>(kind, services.GetRequiredService<AwsStacks>(), services.GetRequiredService<AwsStackServices>(), configurations));

    [SupportedOSPlatform("linux")]
    private static void AddStacks(IServiceCollection services)
    {
        services.TryAddSingleton<AwsTools>();
        services.TryAddSingleton(provider => new AwsSessions(provider.GetRequiredService<IOptions<AwsOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<AwsDiscovery>();
        services.TryAddSingleton<AwsStackServices>();
        services.TryAddSingleton<AwsStacks>();
    }
}
