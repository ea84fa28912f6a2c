using Lumina.Environments.Data;
using Lumina.Environments.Kubernetes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lumina.Environments;

/// <summary>Adds the providers for Kubernetes.</summary>
public static class KubernetesEnvironmentsBuilderExtensions
{
    /// <summary>Uses a Kubernetes cluster: each environment is a namespace with everything that it needs, and nothing outside of it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options.</param>
    public static EnvironmentsBuilder UseKubernetes(this EnvironmentsBuilder builder, Action<KubernetesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseDataProviders().UseKubernetesCluster(configure)
            .AddKubernetes<NetworkSpec>(ComponentKinds.Network, new NetworkManifests())
            .AddKubernetes<InfrastructureSpec>(ComponentKinds.Infrastructure, new InfrastructureManifests())
            .AddProvider<DatabaseSpec>(services => new KubernetesDatabaseProvider(services.GetRequiredService<KubernetesEnvironments>(), services.GetRequiredService<DatabaseServers>()))
            .AddKubernetesPods<ServiceSpec>(ComponentKinds.Service, new ServiceManifests())
            .AddKubernetes<MonitoringSpec>(ComponentKinds.Monitoring, new MonitoringManifests())
            .AddComponentKind<KubernetesManifestsSpec>(KubernetesManifestsSpec.KindName, KubernetesManifestsJson.Default.KubernetesManifestsSpec, static name => new KubernetesManifestsSpec(name), ComponentKinds.Network, ComponentKinds.Infrastructure)
            .AddProvider<KubernetesManifestsSpec>(services => new KubernetesManifestsProvider(services.GetRequiredService<KubernetesEnvironments>()));
    }

    /// <summary>All but what components are made of.</summary>
    internal static EnvironmentsBuilder UseKubernetesCluster(this EnvironmentsBuilder builder, Action<KubernetesOptions>? configure)
    {
        OptionsBuilder<KubernetesOptions> options = builder.Services.AddOptions<KubernetesOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KubernetesOptions>, KubernetesOptionsValidator>());
        builder.Services.AddSingleton<IConfigureOptions<KubernetesOptions>>(services => new ConfigureOptions<KubernetesOptions>(
            kubernetes => services.GetService<IConfiguration>()?.GetSection(KubernetesOptions.SectionName).Bind(kubernetes)));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddSingleton<KubernetesClusters>();
        builder.Services.TryAddSingleton<NamespaceEnder>();
        builder.Services.TryAddSingleton<PortForwards>();
        builder.Services.TryAddSingleton<NamespaceLooks>();
        builder.Services.TryAddSingleton<KubernetesServices>();
        builder.Services.TryAddSingleton<KubernetesEnvironments>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthChecker, KubernetesHealthChecker>());
        return builder;
    }

    /// <summary>Adds a kind of component that has no pods.</summary>
    internal static EnvironmentsBuilder AddKubernetes<TSpec>(this EnvironmentsBuilder builder, string kind, params IReadOnlyList<IKubernetesManifests<TSpec>> manifests)
        where TSpec : ComponentSpec =>
        builder.AddProvider<TSpec>(services => new KubernetesProvider<TSpec>(kind, services.GetRequiredService<KubernetesEnvironments>(), manifests));

    /// <summary>Adds a kind of component that has pods.</summary>
    internal static EnvironmentsBuilder AddKubernetesPods<TSpec>(this EnvironmentsBuilder builder, string kind, params IReadOnlyList<IKubernetesManifests<TSpec>> manifests)
        where TSpec : ComponentSpec =>
        builder.AddProvider<TSpec>(services => new KubernetesPodProvider<TSpec>(kind, services.GetRequiredService<KubernetesEnvironments>(), manifests));
}
