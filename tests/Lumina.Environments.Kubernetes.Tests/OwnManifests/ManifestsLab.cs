using k8s;

namespace Lumina.Environments.Kubernetes.Tests;

/// <summary>A manager on a real cluster with the providers that users have, a directory for manifests, and a look at the cluster by kubectl.</summary>
internal sealed class ManifestsLab : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("lumina-manifests-");

    private ManifestsLab(string kubeconfig, Action<KubernetesOptions>? configure)
    {
        Kubectl = Kubectl.Require(kubeconfig);
        View = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        Manager = EnvironmentManager.Create(environments => environments
            .UseKubernetes(options =>
            {
                (options.KubeConfig, options.NamespacePrefix, options.ForwardPorts, options.DefaultUser, options.DefaultMemory, options.DefaultCpu) = (kubeconfig, "lumina-test", false, "1000:1000", "64Mi", "10m");
                configure?.Invoke(options);
            })
            .Configure(options => (options.AllowVolatileStore, options.BaseDirectory) = (true, _root.FullName)));
    }

    public EnvironmentManager Manager { get; }

    public Kubectl Kubectl { get; }

    public k8s.Kubernetes View { get; }

    public static async Task<ManifestsLab> CreateAsync(Action<KubernetesOptions>? configure = null, string? kubeconfig = null) => new(kubeconfig ?? await TestCluster.RequireAsync(), configure);

    public static EnvironmentSpec Spec(params ComponentSpec[] components) => new("own", "tests") { Components = [.. components] };

    public static string NamespaceOf(TestEnvironment environment) => $"lumina-test-{environment.Id}";

    /// <summary>A deployment whose pods a hollow node says to run.</summary>
    public static string Deployment(string name, int? replicas = null) => $$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "{{{name}}}"}
        spec:
          {{{(replicas is null ? "paused: false" : $"replicas: {replicas}")}}}
          selector:
            matchLabels: {app: "{{{name}}}"}
          template:
            metadata:
              labels: {app: "{{{name}}}"}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - {name: main, image: registry.example/nothing:1}
        """;

    public static string Map(string name, string value = "yes") => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "{{name}}"}
        data: {value: "{{value}}"}
        """;

    public string PathOf(string path) => Path.Combine(_root.FullName, path);

    public void Write(string path, params string[] documents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), string.Join("\n---\n", documents));
    }

    public void WriteProgram(string path, string script)
    {
        Write(path, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public async Task<IReadOnlyList<string>> FaultsAsync(EnvironmentSpec spec)
    {
        Func<Task> provision = () => Manager.ProvisionAsync(spec);
        return [.. (await provision.Should().ThrowAsync<InvalidEnvironmentSpecException>()).Which.Faults.Select(fault => fault.ToString())];
    }

    public async Task<string[]> NamesAsync(TestEnvironment environment, string types) =>
        [.. (await Kubectl.GetAsync(types, "-n", NamespaceOf(environment))).Select(item => item.Name())];

    public async ValueTask DisposeAsync()
    {
        await Manager.DisposeAsync();
        View.Dispose();
        _root.Delete(recursive: true);
    }
}
