using k8s;
using k8s.Models;
using Lumina.Environments.Kubernetes;
using Lumina.Environments.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lumina.Environments.Testing.Tests.Kubernetes;

/// <summary>The providers for Kubernetes, on the cluster that <c>./test.sh</c> brings up: nodes are hollow, so that what a pod does is not seen.</summary>
public abstract class KubernetesConformance<TSpec> : ProviderConformance<TSpec>, IAsyncLifetime
    where TSpec : ComponentSpec
{
    private const string Prefix = "lumina-test";

    private readonly List<ServiceProvider> _services = [];
    private k8s.Kubernetes? _cluster;

    // A namespace takes seconds to go.
    protected override int Rounds => 1;

    protected override int Concurrency => 4;

    protected override TimeSpan Patience => TimeSpan.FromMinutes(2);

    // Each environment has a namespace: what another one has is in another, and only the marks of the installation can be others'.
    protected override bool IsFoundByName => false;

    protected k8s.Kubernetes Cluster => _cluster ??= new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Platform));

    public ValueTask InitializeAsync()
    {
        bool isThere = Environment.GetEnvironmentVariable("LUMINA_TEST_KUBERNETES") is { Length: > 0 } && Platform.Length > 0;
        bool isRequired = (Environment.GetEnvironmentVariable("LUMINA_TEST_REQUIRE") ?? "").Split(',').Contains("kubernetes", StringComparer.Ordinal);
        const string Missing = "No cluster is named: ./test.sh brings one up, and KUBECONFIG with LUMINA_TEST_KUBERNETES=yes names one of yours.";
        Assert.False(isRequired && !isThere, $"kubernetes is required by LUMINA_TEST_REQUIRE. {Missing}");
        Assert.SkipUnless(isThere, Missing);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider services in _services)
        {
            await services.DisposeAsync();
        }

        _cluster?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override string MakePlatform() => Environment.GetEnvironmentVariable("KUBECONFIG") ?? "";

    /// <summary>Each as in a process of its own, which remembers nothing.</summary>
    protected override IComponentProvider<TSpec> CreateProvider()
    {
        ServiceCollection collection = new();
        collection.AddSingleton(TimeProvider).AddSingleton(LoggerFactory);
        collection.AddLuminaEnvironments().UseKubernetes(options => (options.KubeConfig, options.NamespacePrefix, options.ForwardPorts, options.DefaultUser) = (Platform, Prefix, false, "1000:1000"));
        collection.Replace(ServiceDescriptor.Singleton(TimeProvider)).Replace(ServiceDescriptor.Singleton(LoggerFactory));
        ServiceProvider services = collection.BuildServiceProvider();
        _services.Add(services);
        return Take(services.GetRequiredService<KubernetesEnvironments>());
    }

    /// <summary>The provider of the kind.</summary>
    private protected abstract IComponentProvider<TSpec> Take(KubernetesEnvironments environments);

    protected override ComponentLocation Locate(TSpec spec)
    {
        IComponentProvider<TSpec> provider = CreateProvider();
        return ((ILocatingProvider)provider).LocateAsync(provider.Place(spec).Location, [spec], ".", CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>One for a namespace, whatever is in it, and one more for each workload or note beyond the first.</summary>
    protected override async ValueTask<int?> CountAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        string name = NamespaceOf(context);
        if ((await Cluster.CoreV1.ListNamespaceAsync(fieldSelector: $"metadata.name={name}", cancellationToken: cancellationToken)).Items.Count == 0)
        {
            return 0;
        }

        string marked = $"{OwnershipMarks.EnvironmentMark}={context.EnvironmentId}";
        V1DeploymentList deployments = await Cluster.AppsV1.ListNamespacedDeploymentAsync(name, labelSelector: marked, cancellationToken: cancellationToken);
        V1StatefulSetList sets = await Cluster.AppsV1.ListNamespacedStatefulSetAsync(name, labelSelector: marked, cancellationToken: cancellationToken);
        return Math.Max(1, deployments.Items.Count + sets.Items.Count);
    }

    protected override async ValueTask<bool> KeepAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        V1Patch patch = new($$"""{"metadata":{"annotations":{"{{OwnershipMarks.KeepMark}}":"true"} } }""", V1Patch.PatchType.MergePatch);
        await Cluster.CoreV1.PatchNamespaceAsync(patch, NamespaceOf(context), cancellationToken: cancellationToken);
        return true;
    }

    protected static string NamespaceOf(ComponentContext context) => $"{Prefix}-{context.EnvironmentId}";
}
