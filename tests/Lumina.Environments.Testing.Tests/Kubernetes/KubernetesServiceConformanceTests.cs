using System.Text;
using k8s;
using k8s.Models;
using Lumina.Environments.Kubernetes;
using Lumina.Environments.Providers;

namespace Lumina.Environments.Testing.Tests.Kubernetes;

[Trait("Category", "Soak")]
public sealed class KubernetesServiceConformanceTests : KubernetesConformance<ServiceSpec>
{
    protected override ServiceSpec CreateSpec(string name) => new(name, ServiceSource.Image("registry.example/nothing:1")) { Endpoints = [EndpointSpec.Http()] };

    private protected override IComponentProvider<ServiceSpec> Take(KubernetesEnvironments environments) => new HollowProvider(environments);

    /// <summary>As pods get it: from the ConfigMap or the Secret.</summary>
    protected override async ValueTask<string?> ReadSettingAsync(ComponentContext context, string name, CancellationToken cancellationToken)
    {
        V1ConfigMapList plain = await Cluster.CoreV1.ListNamespacedConfigMapAsync(NamespaceOf(context), cancellationToken: cancellationToken);
        V1SecretList secret = await Cluster.CoreV1.ListNamespacedSecretAsync(NamespaceOf(context), cancellationToken: cancellationToken);
        return plain.Items.Select(each => each.Data?.TryGetValue(name, out string? value) == true ? value : null)
            .Concat(secret.Items.Select(each => each.Data?.TryGetValue(name, out byte[]? value) == true ? Encoding.UTF8.GetString(value) : null))
            .FirstOrDefault(value => value is not null);
    }

    /// <summary>The provider of services without its logs: a hollow node gives none, which the rules about logs would take for an error.</summary>
    private sealed class HollowProvider(KubernetesEnvironments environments)
        : KubernetesProvider<ServiceSpec>(ComponentKinds.Service, environments, [new ServiceManifests()]), IStoppableProvider<ServiceSpec>
    {
        public async ValueTask StopAsync(ComponentContext context, CancellationToken cancellationToken) => await StopCoreAsync(context, cancellationToken);

        public async ValueTask<ComponentOutputs> StartAsync(ServiceSpec spec, ComponentContext context, CancellationToken cancellationToken) => await StartCoreAsync(spec, context, cancellationToken);
    }
}
